"""THINK: what does it mean? Pure: records and frames in, records and frames out; no network, no database, no clock.

How a flow calls this room, in order (``thresholds = load_thresholds()`` and ``region = load_region(settings.region)`` once):

Reading (:mod:`analysis.region`, :mod:`analysis.relevance`)::

    readings = [read_item(item, tier_of[item.source_id], region, thresholds) for item in items]   # handed-in texts: tier "social"
    readings += [read_factcheck(check, region, thresholds) for check in factchecks]
    # a stored reading whose version is not reading_version(region, thresholds) is to be made again

Grouping (:mod:`analysis.embedding`, :mod:`analysis.duplicates`, :mod:`analysis.narratives`); ``items`` here are the relevant items of the
last ``thresholds.narratives.window_days`` days, old and new; ``copies``, ``memberships`` and ``narratives`` all the archive knows of them::

    texts = {text_hash(t): t for t in [*map(text_of, [*items, *factchecks]), *reference_texts()]}   # less those known for model_id
    encoder = load(settings.model, settings.state / "model", settings.model_prompt, settings.device)
    rows = encoder.encode(chunk)      # chunks of 256, sorted by hash; into the archive:
    Embedding(hash, encoder.model_id, encoder.dim, pack(row))
    raw = vectors_of(items, embeddings)                       # read back from the archive: {item id: row}; also for factchecks
    vectors = centred(raw, reference_rows(embeddings))        # group, stability and narrative_days want these; match and nearest too
    copies = find_copies(items, known_copies, thresholds)     # replaces what was known of ``items``: delete theirs, then put
    grouping = group(items, vectors, copies, narratives, memberships, now, thresholds)   # only what is new or changed: put it
    night.stability = stability(items_of_the_day, vectors, copies, memberships, thresholds)

Counting (:mod:`analysis.trends`); ``windows`` are eight (start, end], the day's last; ``items`` those of all eight::

    days = narrative_days(day, windows, items, vectors, memberships, narratives, copies, readings, tier_of, thresholds)

Judging (:mod:`analysis.factchecks`, :mod:`analysis.contexts`, :mod:`analysis.signals`, :mod:`analysis.triage`);
``items`` here are the members of the narratives so far plus the origins of their copies, however old; ``window`` is (start, end] in UTC::

    claims = claims_by_narrative(items, readings, memberships, narratives)          # {narrative id: its claim items, oldest first}
    claims = said_in(claims, window, now)                                             # per day: only narratives with a claim in the window
    matches = match(claims, vectors, factchecks, check_vectors, day, thresholds)     # centred {item id: row}, {fact-check id: row}
    contexts = contexts_of(day, now, window, claims, items, tier_of, memberships, narratives, copies, matches, factchecks,
                           settings.timezone, thresholds)
    signals = score_all(contexts)
    triage(contexts, signals, known_cases, budget)   -> Triage(cases, flags, over_budget)

``pantau check``: ``nearest(text, vector, factchecks, check_vectors, n, now, thresholds)``.
"""


class AnalysisError(Exception):
    """A file this room reads is not in order; the message names file, key and cure."""
