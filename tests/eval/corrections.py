"""Low-rank corrections of the bundled encoder while they are trained, and the form they are shipped in (:mod:`analysis.corrected`)."""

import torch
from torch.nn import functional

RANK, LOWEST = 12, 3
"""The rank of the corrections, and the lowest layer that gets them."""


class Corrected(torch.nn.Module):
    """A linear layer with a low-rank correction and a bias of its own."""

    def __init__(self, linear, generator):
        super().__init__()
        self.linear = linear
        bound = linear.in_features**-0.5
        self.down = torch.nn.Parameter(torch.empty(RANK, linear.in_features).uniform_(-bound, bound, generator=generator))
        self.up = torch.nn.Parameter(torch.zeros(linear.out_features, RANK))
        self.bias = torch.nn.Parameter(torch.zeros(linear.out_features))

    def forward(self, x):
        return self.linear(x) + functional.linear(functional.linear(x, self.down), 2 * self.up) + self.bias


def corrected(encoder, seed):
    """Put corrections into the layers from ``LOWEST`` up; returns what is trained by its name in the shipped file."""
    generator = torch.Generator().manual_seed(seed)
    trained = {}
    for name, module in list(encoder.encoder.named_modules()):
        where = f"encoder.{name}"
        if not name.startswith("layer.") or int(name.split(".")[1]) < LOWEST:
            continue
        if isinstance(module, torch.nn.Linear):
            layer = Corrected(module, generator)
            parent, _, child = name.rpartition(".")
            setattr(encoder.encoder.get_submodule(parent), child, layer)
            trained |= {f"{where}.down": layer.down, f"{where}.up": layer.up, f"{where}.bias": layer.bias}
        elif isinstance(module, torch.nn.LayerNorm):
            for kind in ("weight", "bias"):
                trained[f"{where}.{kind}"] = module.get_parameter(kind).requires_grad_(True)
    return trained


def packed(mean, start_values):
    """One member in the shipped form: what is added to the encoder, thin matrices as int8 with a scale per row, the rest as float16."""
    change = {}
    for name, values in mean.items():
        added = values - start_values[name] if name in start_values else 2 * values if name.endswith(".up") else values
        if name.endswith((".up", ".down")):
            scale = added.abs().amax(1).clamp(min=1e-8) / 127
            change[f"0/{name}"] = (added / scale.unsqueeze(-1)).round().to(torch.int8)
            change[f"0/{name}_scale"] = scale.float()
        else:
            change[f"0/{name}"] = added.to(torch.float16).contiguous()
    return change
