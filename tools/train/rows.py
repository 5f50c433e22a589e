"""Makes training rows from questions with their evidence.

A row is {question, chunk, spans, label, section, group, sentences, source}: the published data set's form, plus fields for training the
small model. Offsets are code points of the chunk. `label` is 1 when the chunk has evidence. Rows of one question share a `group`. Most rows
of a question are parts of the same paper without evidence: a model that never sees such rows marks everything that is on topic.

    python rows.py OUTPUT.jsonl --questions FOLDER --units UNITS.jsonl [--training FOLDER] [--seed 7]

FOLDER of --questions has NAME.json files (see docs/TRAINING.md). `npm run units` writes UNITS.jsonl from their papers.
"""

import argparse
import csv
import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MAX_UNIT_CHARS = 1200
SENTENCE_END = re.compile(r"(?<=[.!?])[)\]\"'”]*\s+(?=[A-Z0-9\[(\"'“])")
WORD = re.compile(r"[a-z0-9]+")
NO_KEYWORD = set(
    "a about after all also an and any are as at be been before being between both but by can could did do does doing done during each either even"
    " ever every few for from get gets got had has have having he her here him his how however i if in instead into is it its itself just long made"
    " make makes many may might more most much must need needed no nor not of off often on once one only or other our out over own paper per rather"
    " really said same say says she should so some still such take takes taken than that the their them then there these they thing things this those"
    " through to too under until up upon us use used uses using very was way we well were what when where whether which while who whom whose why will"
    " with within without would you your authors".split()
)
"""Words that are left out of keyword queries."""


@dataclass
class Unit:
    """A paragraph, list item or table row of a paper. Spans and sentences are [start, end) in code points of the text."""

    text: str
    sentences: list[tuple[int, int]]
    section: str = ""
    start: int = 0
    end: int = 0
    offsets: list[int] = field(default_factory=list)


@dataclass
class Question:
    text: str
    source: str
    units: list[Unit]
    spans: dict[int, list[tuple[int, int]]]
    """Spans of evidence by index of the unit; empty when the paper has no answer."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--units", type=Path, required=True)
    parser.add_argument("--training", type=Path, help="folder with the public sets")
    parser.add_argument("--limit", nargs="*", default=[], metavar="SOURCE=N", help="at most so many questions of a public set, drawn by the seed")
    parser.add_argument("--near", type=int, default=6, help="nearest other units by BM25 for each question")
    parser.add_argument("--far", type=int, default=4, help="random other units for each question")
    parser.add_argument("--all", action="store_true", help="every unit of the paper: for measuring")
    parser.add_argument("--keywords", type=float, default=0, help="share of the questions that become a query of keywords")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    questions = list(own_questions(options.questions, options.units))
    if options.training:
        for read in (qasper, covid_qa, evidence_inference, selqa, ragbench):
            questions += read(options.training, chance)
    limits = {name: int(count) for name, count in (limit.split("=") for limit in options.limit)}
    questions = limited(questions, limits, chance)
    counts: Counter[str] = Counter()
    with options.output.open("w", encoding="utf-8") as file:
        for group, question in enumerate(questions):
            for row in rows_of(question, group, options, chance):
                counts[f"{row['source']} {row['label']}"] += 1
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    for name, count in sorted(counts.items()):
        print(name, count)


def limited(questions: list[Question], limits: dict[str, int], chance: random.Random) -> list[Question]:
    by_source: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        by_source[question.source.split("-")[0]].append(question)
    return [
        question
        for source, some in by_source.items()
        for question in (chance.sample(some, min(limits[source], len(some))) if source in limits else some)
    ]


def rows_of(question: Question, group: int, options: argparse.Namespace, chance: random.Random) -> Iterator[dict]:
    others = [at for at in range(len(question.units)) if at not in question.spans]
    own = question.source == "questions"
    near, far = (options.near, options.far) if own else (max(0, options.near - 2), max(0, options.far - 2))
    if not question.spans:
        near += 2
    if options.all:
        chosen = others
    else:
        ranked = bm25_order(question.text, question.units, others)
        rest = ranked[near:]
        chosen = ranked[:near] + chance.sample(rest, min(far, len(rest)))
    asked = question.text if options.all or chance.random() >= options.keywords else keywords_of(question.text)
    for at in sorted([*question.spans, *chosen]):
        unit = question.units[at]
        yield {
            "question": asked,
            "chunk": unit.text,
            "spans": question.spans.get(at, []),
            "label": int(at in question.spans),
            "section": unit.section,
            "group": group,
            "sentences": unit.sentences,
            "source": question.source,
        } | ({"unit": at, "places": unit.offsets} if options.all else {})


def keywords_of(question: str) -> str:
    """The words that a reader would type into a search box; the question itself when there are fewer than two."""
    words = [word.strip("?!.,;:()\"“”") for word in question.split()]
    kept = [word for word in words if word and word.lower().split("'")[0].split("’")[0] not in NO_KEYWORD]
    return " ".join(kept) if len(kept) > 1 else question


# The project's own questions ---------------------------------------------------------------------------------------------------------------


def own_questions(folder: Path, units_file: Path) -> Iterator[Question]:
    papers = {}
    with units_file.open(encoding="utf-8") as file:
        for line in file:
            paper = json.loads(line)
            papers[paper["paper"]] = [own_unit(unit) for unit in paper["units"]]
    for file in sorted(folder.glob("*.json")):
        data = json.loads(file.read_text(encoding="utf-8"))
        units = papers[data["paper"]]
        for question in data["questions"]:
            spans = {}
            for at, unit in enumerate(units):
                marked = [
                    any(span["start"] <= place < span["end"] for span in question["spans"]) for place in unit.offsets
                ]
                ranges = runs(unit.text, marked)
                if ranges:
                    spans[at] = ranges
            yield Question(question["question"], "questions", units, spans)


def own_unit(unit: dict) -> Unit:
    """Reads a unit, and turns its UTF-16 offsets into code points."""
    places = []
    at = 0
    for character in unit["text"]:
        places.append(unit["start"] + unit["offsets"][at])
        at += 2 if ord(character) > 0xFFFF else 1
    sentences = []
    for start, end in unit["sentences"]:
        inside = [index for index, place in enumerate(places) if start <= place < end]
        if inside:
            sentences.append((inside[0], inside[-1] + 1))
    return Unit(unit["text"], sentences, unit["section"], unit["start"], unit["end"], places)


def runs(text: str, marked: list[bool]) -> list[tuple[int, int]]:
    """Runs of marked characters with a letter or digit."""
    ranges: list[tuple[int, int]] = []
    start = None
    for at, mark in enumerate([*marked, False]):
        if mark and start is None:
            start = at
        elif not mark and start is not None:
            if any(character.isalnum() for character in text[start:at]):
                ranges.append((start, at))
            start = None
    return ranges


# Public sets -----------------------------------------------------------------------------------------------------------------


def qasper(folder: Path, chance: random.Random) -> list[Question]:
    """Uses only texts that are evidence for some question of the paper: evidence for other questions serves as negative examples."""
    questions = []
    for paper in json.loads((folder / "qasper-train.json").read_text(encoding="utf-8")):
        texts = {clean(text) for asked in paper["qas"] for text in asked["evidence"]}
        order = sorted(text for text in texts if text)
        pieces = {text: split(text) for text in order}
        units = [unit for text in order for unit in pieces[text]]
        owner = [text for text in order for _ in pieces[text]]
        for asked in paper["qas"]:
            evidence = {clean(text) for text in asked["evidence"]}
            quotes = [quote for answer in asked["answer"] if isinstance(answer, list) for quote in answer if isinstance(quote, str)]
            spans = {}
            for at, unit in enumerate(units):
                if owner[at] not in evidence:
                    continue
                ranges = sentences_with(unit, quotes)
                if ranges or len(pieces[owner[at]]) == 1:
                    spans[at] = ranges or [(0, len(unit.text))]
            if spans:
                questions.append(Question(asked["question"], "qasper", units, spans))
    return questions


def covid_qa(folder: Path, chance: random.Random) -> list[Question]:
    questions = []
    for article in json.loads((folder / "covid-qa.json").read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            units = units_of_text(paragraph["context"])
            for asked in paragraph["qas"]:
                places = [(a["answer_start"], a["answer_start"] + len(a["text"])) for a in asked["answers"]]
                spans = sentences_at(units, places)
                if spans:
                    questions.append(Question(asked["question"], "covid-qa", units, spans))
    return questions


WORDINGS = [
    "Does {i} change {o} compared with {c}?",
    "What did {i} do to {o}, compared with {c}?",
    "How did {o} differ between {i} and {c}?",
    "Was {o} better or worse with {i} than with {c}?",
    "Is there a difference in {o} between {i} and {c}?",
]


def evidence_inference(folder: Path, chance: random.Random) -> list[Question]:
    place = folder / "evidence-inference"
    prompts = {row["PromptID"]: row for row in csv.DictReader((place / "prompts_merged.csv").open(encoding="utf-8"))}
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in csv.DictReader((place / "v2_annotations.csv").open(encoding="utf-8")):
        if row["Valid Reasoning"] == "True" and int(row["Evidence Start"]) >= 0:
            found[row["PromptID"]].append((int(row["Evidence Start"]), int(row["Evidence End"])))
    texts: dict[str, list[Unit]] = {}
    questions = []
    for prompt, places in found.items():
        row = prompts.get(prompt)
        if row is None or len(row["Intervention"]) + len(row["Comparator"]) + len(row["Outcome"]) > 160:
            continue
        file = place / "txt" / f"PMC{row['PMCID']}.txt"
        if row["PMCID"] not in texts:
            texts[row["PMCID"]] = units_of_text(file.read_text(encoding="utf-8"))
        units = texts[row["PMCID"]]
        spans = sentences_at(units, places)
        if spans:
            wording = chance.choice(WORDINGS)
            text = wording.format(i=row["Intervention"].strip(), o=row["Outcome"].strip(), c=row["Comparator"].strip())
            questions.append(Question(text, "evidence-inference", units, spans))
    return questions


def selqa(folder: Path, chance: random.Random) -> list[Question]:
    rows = [row for name in ("dev", "test") for row in json.loads((folder / f"selqa-ass-{name}.json").read_text(encoding="utf-8"))]
    by_article: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for row in rows:
        by_article[row["article"]][row["section"]] = row["candidates"]
    questions = []
    for row in rows:
        units: list[Unit] = []
        spans: dict[int, list[tuple[int, int]]] = {}
        for section, sentences in by_article[row["article"]].items():
            right = set(row["answers"]) if section == row["section"] else set()
            for first in range(0, len(sentences), 5):
                unit, ranges = joined(sentences[first : first + 5], {at - first for at in right}, section)
                if ranges:
                    spans[len(units)] = ranges
                units.append(unit)
        questions.append(Question(row["question"], "selqa", units, spans))
    return chance.sample(questions, min(1200, len(questions)))


def ragbench(folder: Path, chance: random.Random) -> list[Question]:
    import pyarrow.parquet as parquet

    questions = []
    for file in sorted((folder / "ragbench").glob("*.parquet")):
        for row in parquet.read_table(file).to_pylist():
            relevant = set(row["all_relevant_sentence_keys"] or [])
            units, spans = [], {}
            for document in row["documents_sentences"]:
                for first in range(0, len(document), 6):
                    part = document[first : first + 6]
                    right = {at for at, (key, _) in enumerate(part) if key in relevant}
                    unit, ranges = joined([sentence for _, sentence in part], right, "")
                    if ranges:
                        spans[len(units)] = ranges
                    if unit.text.strip():
                        units.append(unit)
            if spans and len(spans) <= 4 and len(row["question"]) < 300:
                name = "ragbench-" + file.name.split("__")[0]
                questions.append(Question(row["question"], name, units, spans))
    return chance.sample(questions, min(1500, len(questions)))


# Texts ------------------------------------------------------------------------------------------------------------------------


def clean(text: str) -> str:
    return re.sub(r"\s+", " ", text.removeprefix("FLOAT SELECTED:")).strip()


def split(text: str) -> list[Unit]:
    """Cuts a paragraph into units that are short enough, at the ends of sentences."""
    units = []
    start = 0
    ends = [match.end() for match in SENTENCE_END.finditer(text)] + [len(text)]
    last = 0
    for end in ends:
        if end - start > MAX_UNIT_CHARS and last > start:
            units.append(text[start:last])
            start = last
        last = end
    units.append(text[start:])
    return [unit for piece in units for unit in [unit_of(piece.strip()[: 2 * MAX_UNIT_CHARS])] if unit.text]


def unit_of(text: str, section: str = "") -> Unit:
    cuts = [0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
    sentences = [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if text[a:b].strip()]
    return Unit(text, sentences, section)


def units_of_text(text: str) -> list[Unit]:
    """The paragraphs of a plain text, with their offsets in it. Short lines count as headings."""
    units = []
    section = ""
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        if len(line.strip()) < 60 and not line.strip().endswith("."):
            section = line.strip().strip("#").strip()
            continue
        offset = 0
        for piece in split(line):
            start = line.find(piece.text, offset)
            offset = start + len(piece.text)
            piece.start = match.start() + start
            piece.end = match.start() + offset
            piece.section = section
            units.append(piece)
    return units


def sentences_at(units: list[Unit], places: list[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
    """The sentences that contain answers, by unit. `places` are offsets of the whole text."""
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for at, unit in enumerate(units):
        for start, end in unit.sentences:
            size = end - start
            for place in places:
                common = min(unit.start + end, place[1]) - max(unit.start + start, place[0])
                if common > 0 and common >= min(size, place[1] - place[0], 20) / 2:
                    spans[at].append((start, end))
                    break
    return dict(spans)


def sentences_with(unit: Unit, quotes: list[str]) -> list[tuple[int, int]]:
    places = []
    for quote in quotes:
        at = unit.text.lower().find(clean(quote).lower()) if len(quote) > 3 else -1
        if at >= 0:
            places.append((at, at + len(clean(quote))))
    return [(a, b) for a, b in unit.sentences if any(min(b, d) > max(a, c) for c, d in places)]


def joined(sentences: list[str], right: set[int], section: str) -> tuple[Unit, list[tuple[int, int]]]:
    text, places = "", []
    for sentence in sentences:
        start = len(text)
        text += clean(sentence) + " "
        places.append((start, len(text) - 1))
    places = [(a, b) for a, b in places]
    spans = [place for at, place in enumerate(places) if at in right and place[1] > place[0]]
    return Unit(text.strip(), [(a, b) for a, b in places if b > a], section), spans


def bm25_order(question: str, units: list[Unit], among: list[int]) -> list[int]:
    documents = [Counter(WORD.findall(unit.text.lower())) for unit in units]
    seen = Counter(word for document in documents for word in document)
    mean = sum(sum(document.values()) for document in documents) / max(1, len(documents))
    words = set(WORD.findall(question.lower()))

    def score(at: int) -> float:
        document = documents[at]
        length = sum(document.values())
        return sum(
            math.log(1 + (len(units) - seen[word] + 0.5) / (seen[word] + 0.5))
            * document[word] * 2.2 / (document[word] + 1.2 * (0.25 + 0.75 * length / max(1, mean)))
            for word in words
            if document[word]
        )

    return sorted(among, key=lambda at: (-score(at), at))


if __name__ == "__main__":
    main()
