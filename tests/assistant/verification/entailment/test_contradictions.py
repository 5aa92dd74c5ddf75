"""A claim that changes a fact is contradicted with a reason; a free but true paraphrase is not."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.verification.entailment.port import Claim
from assistant.verification.entailment.rules import find_contradiction

WEDNESDAY = date(2031, 5, 14)

CHANGED = {
    "a number": ("The flood closed 14 roads.", "The flood closed 17 roads in Marrowdale, the county said."),
    "a fraction": ("A quarter of the orchards were lost.", "The frost killed a third of the orchards, growers said."),
    "a half": ("Half of the members voted.", "Two-thirds of the members of the guild voted on the plan."),
    "a scale": ("The dam cost 3 billion crowns.", "The dam cost 3 million crowns to build."),
    "a double": ("The price of salt tripled.", "The price of salt doubled in the spring."),
    "a rate": (
        "The lease costs the club 900 crowns a year.",
        "The lease costs the club 900 crowns a month, its treasurer said.",
    ),
    "what is counted": (
        "The scheme will build 60 shops beside the canal.",
        "The scheme will build 60 flats beside the canal.",
    ),
    "two numbers exchanged": (
        "The fire destroyed 40 barns and 12 lorries.",
        "The fire destroyed 12 barns and 40 lorries on the Hale estate.",
    ),
    "a total for a share": (
        "The farmers paid a total of 700 crowns.",
        "The farmers paid 700 crowns each for the seed.",
    ),
    "as many as": ("The ministry will move 300 clerks.", "The ministry will move as many as 300 clerks to Ostermouth."),
    "at least": ("The storm killed up to 20 sheep.", "The storm killed at least 20 sheep near Pell."),
    "nearly": ("More than 80 boats were lost.", "Nearly 80 boats were lost in the gale."),
    "more than": ("The choir sold 500 tickets.", "The choir sold more than 500 tickets in a day."),
    "may": ("The council will close the baths.", "The council may close the baths in the autumn."),
    "plans": ("The company has closed the mine.", "The company plans to close the mine at Arrel next year."),
    "would": ("Fennick has signed the treaty with Ordovia.", "Fennick would sign the treaty with Ordovia in June."),
    "a belief": (
        "Police have proved that the gang stole the bell.",
        "Police believe that the gang stole the bell of the chapel.",
    ),
    "a little": ("Rents in Galt rose sharply.", "Rents in Galt rose a little over the summer."),
    "an offer": (
        "The Brandt group is to buy the shipyard for 70 million crowns.",
        "The Brandt group has offered to buy the shipyard for 70 million crowns.",
    ),
    "even if": (
        "The school can stay open even if the grant comes by May.",
        "The school can stay open if the grant comes by May.",
    ),
    "a lost condition": (
        "The bridge reopens in June, the county said.",
        "The bridge reopens in June if the inspectors approve the new cables, the county said.",
    ),
    "an invented condition": (
        "The band will play in Tolm if tickets sell well.",
        "The band played its last concert in Tolm on Friday.",
    ),
    "and for if": (
        "The tower would be kept if its clock was repaired.",
        "The tower would be kept and its clock was repaired.",
    ),
    "a reason": (
        "The theatre closed because the actors went on strike.",
        "The theatre closed because the roof leaked.",
    ),
    "an invented reason": (
        "Moll left the board because her brother fell ill.",
        "Moll left the board in March. She now runs a bakery.",
    ),
    "a negation": ("The vaccine was not tested on goats.", "The vaccine was tested on goats."),
    "a lost negation": ("The inspectors saw the cracks.", "The inspectors never saw the cracks."),
    "a negation in reported speech": (
        "Ada Birch said she would not row there to win it.",
        "The regatta is in July. She said she would row there to win it. Her coach had already left.",
    ),
    "a negation lost beside a limit": (
        "Jon Vale told her that the tunnel would open before the end of April.",
        "Jon Vale, the site manager, told her that the tunnel would not open before the end of April.",
    ),
    "a denied fact": (
        "Ivo Tarn denied that the pump had been switched off.",
        "Ivo Tarn said that the pump had been switched off for repair.",
    ),
    "no comment for a denial": (
        "The bank denied that it was selling the branch.",
        "The bank is selling its branch in Yorrel. The bank declined to comment.",
    ),
    "an invented denial": ("Brill denied the report.", "Brill read the report on Monday and praised its authors."),
    "ruled out": (
        "Greta Sorn ruled out a second vote.",
        "Greta Sorn declined to say whether there would be a second vote.",
    ),
    "a direction": ("Unemployment in Tamber rose in May.", "Unemployment in Tamber fell in May."),
    "a verdict": ("The jury acquitted the banker.", "The jury convicted the banker of fraud."),
    "a family": ("Lena Orr's sister runs the mill.", "Lena Orr's brother runs the mill."),
    "a word": (
        "The glacier has lost nine metres of its length in one summer.",
        "The glacier has lost nine metres of its thickness in one summer.",
    ),
    "to for by": (
        "The guild raised its offer by 40 million crowns.",
        "The guild raised its offer to 40 million crowns.",
    ),
    "before for after": (
        "The minister resigned before the report on the harbour was published.",
        "The minister resigned after the report on the harbour was published.",
    ),
    "a weekday": (
        "The council met on Monday to discuss the harbour.",
        "The council met on Friday to discuss the harbour. A march is due on Monday.",
    ),
    "a month": (
        "The grant was promised in March.",
        "The grant was promised in December. Work on the bridge starts in March.",
    ),
    "a month of nothing in the evidence": (
        "The grant, of 9 million crowns, was promised in March.",
        "The grant, of 9 million crowns, was promised in December. Sorn had written to the ministry.",
    ),
    "a number of something else": (
        "A storm killed 40 people.",
        "A storm killed 12 people and injured 40 in Pell.",
    ),
    "an object from another sentence": (
        "Mayor Ada Birch welcomed Sorn on Sunday.",
        "Mayor Ada Birch welcomed the ferry on Sunday. Sorn is said to have refused.",
    ),
    "an invented reason for a fact": (
        "The council put off the decision because of the cost of the drains.",
        "The council put off the decision on the drains, whose cost is 3 million crowns, until March.",
    ),
    "something done told as a plan": (
        "The engineers will finish the survey of the canal in May.",
        "The engineers have finished the survey of the canal.",
    ),
    "something to come told as done": (
        "Since Monday the pupils have had to lock away their phones.",
        "The pupils will have to lock away their phones from Monday.",
    ),
    "words beside a quotation": (
        "Birch will sell the mill: “We will not sell the mill, not ever”",
        "“We will not sell the mill, not ever,” Mayor Ada Birch said.",
    ),
    "an unknown name": ("The mayor of Quillby opened the fair.", "The mayor opened the fair."),
    "another speaker": (
        "Jon Vale said that the repairs would cost two million crowns.",
        "Ada Birch said that the repairs would cost two million crowns. Jon Vale, the mayor, thanked the firemen.",
    ),
    "a speaker behind a pronoun": (
        "Jon Vale put the cost of the damage at two million crowns.",
        "Jon Vale locked the mill. The fire chief, Ada Birch, said that the fire began in a stove. She put the cost of "
        "the damage at two million crowns.",
    ),
    "exchanged roles": ("Norwick sued Hartwell over the patent.", "Hartwell sued Norwick over the patent."),
    "a passive with exchanged roles": ("Dorn accused Pell of fraud.", "Dorn was accused by Pell of fraud."),
    "one of two propositions": (
        "The harbour reopened on Friday, and the ferry sank 14 boats.",
        "The harbour reopened on Friday. The ferry sank 17 boats.",
    ),
}

FAITHFUL = {
    "digits for words": ("The flood closed 17 roads.", "The flood closed seventeen roads in Marrowdale."),
    "a sum": ("The two fires destroyed 52 barns.", "One fire destroyed 12 barns, the other 40 barns."),
    "a difference": ("The bus takes 25 minutes longer.", "The train takes 35 minutes and the bus 60 minutes."),
    "a percentage for a fraction": (
        "A third of the orchards were lost.",
        "The frost killed 33 percent of the orchards.",
    ),
    "three in four": ("Three quarters of pupils own a bicycle.", "Three pupils in four own a bicycle."),
    "a rounded number": ("Nearly 2 million people live there.", "Some 1,960,000 people live there."),
    "a year worked out": ("The mill is more than 130 years old.", "The mill was built in 1889."),
    "the same limit in other words": ("No more than 300 clerks will move.", "Up to 300 clerks will move."),
    "a hedge kept": ("The council might close the baths.", "The council may close the baths in the autumn."),
    "a plan told as a plan": ("The company wants to close the mine.", "The company plans to close the mine."),
    "unless for if not": (
        "The school shuts unless the grant comes by May.",
        "The school shuts if the grant does not come by May.",
    ),
    "a condition in other words": (
        "The school can stay open as long as the grant is paid.",
        "The school can stay open if the grant is paid.",
    ),
    "a refusal in other words": (
        "The bank would not comment on the sale.",
        "The bank declined to comment on the sale.",
    ),
    "a negation in other words": (
        "The letters went unanswered.",
        "The ministry did not answer the letters.",
    ),
    "a date for a weekday": ("The council met on 9 May.", "The council met on Friday."),
    "another voice": ("Pell was sued by Dorn.", "Dorn sued Pell over a fence."),
    "after for before": (
        "The report was published before the minister resigned.",
        "The minister resigned after the report was published.",
    ),
    "a pronoun resolved": (
        "Ada Birch put the damage at two million crowns.",
        "Ada Birch said that the fire began in a stove. She put the damage at two million crowns.",
    ),
    "a description for a name": (
        "The fire chief said that the fire began in a stove.",
        "Ada Birch, the fire chief, said that the fire began in a stove.",
    ),
    "a nationality for a country": ("Ordovian soldiers left the pass.", "Soldiers of Ordovia left the pass."),
    "a synonym": ("The doctor said the illness was rare.", "The physician said the illness was rare."),
    "a negation of something else": (
        "Jon Vale said that the sirens had last been tested in the spring.",
        "Jon Vale said that the sirens had not been tested since the spring.",
    ),
    "a number in another form": (
        "Pensions rise by four per cent, but not by the seven per cent that the union wants.",
        "Pensions rise by four per cent. They will not rise by seven, as the union asks.",
    ),
    "an ordinal": ("A fifth whale came ashore.", "Another whale came ashore, after four others."),
    "a report of a report": (
        "Ada Birch says that he told her that the bridge would stay shut.",
        "Ada Birch told the paper that the manager, Jon Vale, had told her the bridge would stay shut.",
    ),
    "a date beside another": (
        "Greta Sorn said that the date on the notice, 28 May, still stood.",
        "The date on the notice is 28 May. Greta Sorn said on Wednesday that the date stood.",
    ),
    "only the words of the evidence": (
        "Ada Birch, in the article's words: “Jon Vale did not like the bridge”",
        "Ada Birch told us everything. “Jon Vale did not like the bridge”, she said.",
    ),
    "a free paraphrase": (
        "Keeping a sentimental hold on the hall will not stop the rain, in the builder's view.",
        "“You cannot keep the rain out with affection,” the builder told the meeting.",
    ),
}


@pytest.mark.parametrize("change", CHANGED)
def test_a_changed_fact_is_a_contradiction(change: str) -> None:
    claim, evidence = CHANGED[change]
    assert find_contradiction(Claim(claim, evidence, background="News from the county", published=WEDNESDAY))


@pytest.mark.parametrize("paraphrase", FAITHFUL)
def test_a_faithful_paraphrase_is_no_contradiction(paraphrase: str) -> None:
    claim, evidence = FAITHFUL[paraphrase]
    found = find_contradiction(Claim(claim, evidence, background="News from the county", published=WEDNESDAY))
    assert found is None


@pytest.mark.parametrize("pair", [*CHANGED.values(), *FAITHFUL.values()])
def test_the_evidence_never_contradicts_itself(pair: tuple[str, str]) -> None:
    _, evidence = pair
    for sentence in evidence.split(". "):
        assert find_contradiction(Claim(sentence, evidence, published=WEDNESDAY)) is None


def test_the_reason_quotes_the_evidence() -> None:
    claim = Claim("The council will close the baths.", "The council may close the baths in the autumn.")
    assert "may close" in (find_contradiction(claim) or "")


def test_a_name_of_the_background_is_known() -> None:
    claim = Claim("Ada Birch opened the fair.", "The mayor opened the fair.", background="Ada Birch, mayor of Pell")
    assert find_contradiction(claim) is None


def test_without_background_a_name_may_stand_elsewhere_in_the_article() -> None:
    assert find_contradiction(Claim("The mayor of Quillby opened the fair.", "The mayor opened the fair.")) is None


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The plane has nine seats and does fly in fog.", "The plane has nine seats and does not fly in fog."),
        ("The hall, which was not built in 1911, is closed.", "The hall, which was built in 1911, is closed."),
        ("About 603 people came to the quay to listen.", "About 600 people came to the quay to listen."),
        ("The levy stands at 0.63 crowns a litre.", "The levy stands at 0.60 crowns a litre."),
        ("She was at a school in Pell on Thursday.", "She was at a school in Pell on Monday."),
    ],
)
def test_a_copy_with_another_number_day_or_negation_is_contradicted(claim: str, evidence: str) -> None:
    assert find_contradiction(Claim(claim, evidence))
    assert find_contradiction(Claim(evidence, evidence)) is None
