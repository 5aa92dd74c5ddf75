"""Articles about invented people who change their minds, are quoted by several papers, and contradict each other."""

from __future__ import annotations

import json
from pathlib import Path

INVENTED = "(Places and people in this sample article are invented.)"


def _article(name: str, day: str, publisher: str, title: str, *paragraphs: str) -> dict[str, str]:
    return {
        "id": name,
        "title": title,
        "publisher": publisher,
        "published": day,
        "url": f"https://{name}.example/story",
        "text": "\n\n".join((*paragraphs, INVENTED)),
    }


ARTICLES = (
    _article(
        "never",
        "2026-01-12",
        "Vennick Post",
        "Mayor on the market hall",
        "“The town will not sell the market hall,” Mayor Ilse Marrant said on Monday in Vennick.",
        "Tomas Oduya, the treasurer of Vennick, said that the roof of the market hall would cost 2 million crowns.",
    ),
    _article(
        "again",
        "2026-01-14",
        "Lissow Courier",
        "What the mayor of Vennick promised",
        "“The town will not sell the market hall,” Ilse Marrant had told the Vennick Post.",
        "The Lissow was high that week in Vennick.",
    ),
    _article(
        "perhaps",
        "2026-03-02",
        "Vennick Post",
        "Second thoughts in Vennick on the Lissow",
        "“I cannot rule out that the town will sell the market hall,” Ilse Marrant said in Vennick.",
    ),
    _article(
        "sold",
        "2026-05-20",
        "Northern Ledger",
        "Vennick to sell its hall <script>alert('x')</script>",
        "Ilse Marrant said on Wednesday that the town would sell the market hall.",
        "Tomas Oduya, the treasurer of Vennick, said that the roof of the market hall would cost 5 million crowns.",
        "“The town will not sell the market hall,” said Edda Krohl, who leads the council of Vennick.",
    ),
    _article(
        "hotel",
        "2026-05-21",
        "Northern Ledger",
        "A hotelier on the coast",
        "“I will not sell the hotel,” Ravi Stenmark said.",
    ),
    _article(
        "talks",
        "2026-06-02",
        "Vennick Post",
        "Two accounts of the ferry contract",
        "Bastian Veer, who runs the line, said that the crews had already agreed to the ferry contract.",
        "“There is still no agreement on the ferry contract,” Sunniva Prout, of the crews, said.",
        "Nora Quist, a passenger, said that the ferry contract was a mystery to her.",
    ),
)


def write_articles(folder: Path) -> Path:
    """The articles as a file that `ingest` reads."""
    file = folder / "changing.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ARTICLES), encoding="utf-8")
    return file
