"""THINK: what does it mean? Pure: records and frames in, records and frames out; no network, no database, no clock.

How a flow calls this room, in order (``thresholds = load_thresholds()`` and ``region = load_region(settings.region)`` once):

Reading (:mod:`analysis.region`, :mod:`analysis.relevance`)::

    readings = [read_item(item, region, thresholds) for item in items]
    readings += [read_factcheck(check, region, thresholds) for check in factchecks]
    # a stored reading whose version is not reading_version(region, thresholds) is to be made again

Hearing, once for every relevant item (:mod:`analysis.utterances`)::

    gate = load_gate(settings.state / "model", settings.device)
    utterances_of(items, tier_of, gate)      # only a "claim" can become a case; made again when gate.version changes

Noting, once for every relevant item (:mod:`analysis.profiles`, :mod:`analysis.wording`, :mod:`analysis.embedding`, :mod:`analysis.tone`)::

    profile_of(item, reading, utterance)     # what grouping compares; made again when profile_version(…) changes
    signature_of(item, thresholds.copies)    # what finds its copies; made again when signature_version(thresholds.copies) changes
    texts = {text_hash(t): t for t in [*map(text_of, [*items, *factchecks]), *reference_texts()]}   # less those known for model_id
    encoder = load(settings.model, settings.state / "model", settings.model_prompt, settings.device)
    rows = encoder.encode(chunk)             # chunks of 256, sorted by hash
    tones_of(items, reader); office_tones_of(items, readings, reader, region)   # reader = load_tone(...); for people to read only

Grouping (:mod:`analysis.duplicates`, :mod:`analysis.narratives`, :mod:`analysis.stability`); ``items`` are those of the last
``thresholds.narratives.window_days`` days, ``known`` all that the archive knows of narratives, events and memberships::

    vectors = centred(vectors_of([*items, *standing], embeddings), reference_rows(embeddings))     # match and nearest want them centred too
    copies = update_copies(new_ids, times, signatures, known_copies, items_of, thresholds)
    standing = representatives(at, known, now, thresholds)             # the items that stand for what narratives said before the window
    grouping = group(items_by_id, profiles, vectors, copies, known, now, thresholds)               # only what is new or changed: put it
    known = grouping.added_to(known)
    stability(profiles, vectors, copies, known, now, thresholds); kept(known.events, known.memberships, moves, yesterday)

Counting (:mod:`analysis.trends`, :mod:`analysis.summary`)::

    days = narrative_days(Told(...), thresholds)
    told_of(day, items_by_id, event_of, copied)                        # its key sentences and the numbers that contradict each other

Judging (:mod:`analysis.evidence`, :mod:`analysis.factchecks`, :mod:`analysis.signals`, :mod:`analysis.triage`, :mod:`analysis.verdicts`);
an :class:`~analysis.evidence.Archive` holds what is known, ``window`` is (start, end] in UTC::

    claims = claims_by_narrative(archive)                             # {narrative id: its claim items, oldest first}
    spoken = said_in(claims, window, now)                             # per day: only narratives with a claim in the window
    index = Index(factchecks, check_vectors)                          # centred {fact-check id: row}
    matches = match(spoken, vectors, index, day)
    contexts = contexts_of(day, now, window, spoken, matches, archive)   # all that a signal may know: no tone, no target, no author
    signals = score_all(contexts)
    triage(contexts, signals, known_cases, earlier_flags, budget)     -> Triage(cases, flags, over_budget)
    reopened(cases, flags, verdicts, factchecks, day, now, zone)      # decided cases whose fact-check says something else now
    with_reopened(flags, reopenings)                                  # the day's flags, those first

``pantau check``: ``weigh(item, utterance, nears, archive, now)`` (:mod:`analysis.brought`) holds one text against the same rules.
"""


class AnalysisError(Exception):
    """A file this room reads is not in order; the message names file, key and cure."""
