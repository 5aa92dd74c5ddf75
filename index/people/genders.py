"""Of which gender a person is, by their titles and their first name: what "he" and "Mr." can stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from index.tokenization import fold

Gender = Literal["m", "f"]
OPPOSITE: Mapping[Gender, Gender] = {"m": "f", "f": "m"}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MALE_TITLES = _words("mr mr. sir lord king prince father congressman councilman chairman spokesman senator's")
FEMALE_TITLES = _words(
    "mrs mrs. ms ms. miss lady dame queen princess sister congresswoman chairwoman spokeswoman baroness"
)

MALE_NAMES = _words(
    "aaron abdul abraham adam adrian ahmed al alan albert alec alejandro alex alexander alexei alfred ali allen "
    "alvin amir andre andrei andrew andriy andy angelo anthony antonio arnold arthur barack barry bart ben "
    "benjamin bernard bernie bert bill billy bob bobby boris brad bradley brandon brendan brent brett brian bruce "
    "bryan byron calvin cameron carl carlos carter cedric chad charles charlie chris christian christopher chuck "
    "clarence clark claude clay clint clive cody colin connor corey craig curtis cyrus dale damian dan daniel "
    "danny darrell dave david dean dennis derek dick diego dmitri dmitry dmytro don donald doug douglas drew "
    "duncan dustin dwight earl ed eddie edgar eduardo edward edwin eli elijah elliot elliott emmanuel enrique "
    "eric erik ernest ethan eugene evan felipe felix fernando floyd francis francisco franco frank fred frederick "
    "gabriel garrett gary gavin gene geoff geoffrey george gerald gerard gilbert giorgio glen glenn gordon graham "
    "grant greg gregory guillermo gus guy hank hans harold harry hassan hector henry herbert herman howard hugh "
    "hugo hussein ian ibrahim igor isaac ivan jack jacob jaime jake jamal james jan jared jason javier jay jeb "
    "jeff jeffrey jeremy jerome jerry jesse jesus jim jimmy joaquin joe joel johan john johnny jon jonathan "
    "jordan jorge jose joseph josh joshua juan jules julian julio julius justin karl keith ken kenneth kent kevin "
    "khalid kirk kofi kurt kyle lance larry lars lawrence lee leo leon leonard leonid lev lewis lindsey lloyd "
    "louis lucas luis luke malcolm manuel marc marcel marco marcus mario mark marshall martin marvin mason mathew "
    "matt matteo matthew maurice max maxim mehmet michael michel miguel mike mikhail milton mitch mitt mohamed "
    "mohammad mohammed morgan muhammad nasser nate nathan nathaniel neal ned neil nelson newt nicholas nick "
    "nicolas nigel noah norman oleg oleksandr oliver omar oscar otto owen pablo patrick paul paulo pavel pedro "
    "pete peter petro phil philip philippe phillip pierre rafael ralph ramon randall randy raul ray raymond "
    "reince rex ricardo richard rick ricky rob robert roberto robin rod rodney roger roland roman ron ronald rory "
    "ross roy rudolph rudy rupert russ russell ryan salvador sam samuel saul scott sean sebastian serge sergei "
    "sergey sergio seth shane shaun shawn sheldon sidney simon spencer stanley stephen steve steven stewart "
    "stuart sylvester tariq ted terrence terry theodore thomas tim timothy tobias todd tom tommy tony travis "
    "trent trevor trey troy tyler vernon victor viktor vince vincent vitali vladimir volodymyr wade walter warren "
    "wayne wesley will william winston wolf xavier yuri yusuf zach zachary recep benedict keir evgeny vitaly"
)
FEMALE_NAMES = _words(
    "abby abigail ada adele adriana agnes aisha alana alexandra alice alicia alison allison alyssa amanda amber "
    "amelia amy ana anastasia andrea angela angelina angie anita ann anna annabel anne annette annie april "
    "arianna ashley audrey ava barbara beatrice becky bella bernadette beth betsy betty beverly bonnie brenda "
    "bridget brittany camila camille candice carla carly carmen carol carolina caroline carolyn carrie catherine "
    "cathy cecilia charlotte chelsea cheryl chloe christina christine cindy claire clara claudia colleen "
    "condoleezza connie constance courtney crystal cynthia daisy dana danielle daphne dawn debbie deborah debra "
    "delia denise diana diane dianne dina dolores donna dora doris dorothy edith eileen elaine eleanor elena "
    "elise elizabeth ella ellen eloise elsa emily emma erica erin esther eva eve evelyn faith fatima felicia "
    "fiona florence frances gabrielle gail georgia geraldine gina giorgia gloria grace greta gretchen gwen hanna "
    "hannah harriet hazel heather heidi helen helena hillary hilary holly hope huma ida ilana ingrid irene iris "
    "irina isabel isabella ivanka ivy jackie jacqueline jamie jan jane janet janice jasmine jean jeanette jeanne "
    "jen jenna jennifer jenny jessica jill jo joan joanna joanne jocelyn josephine joy joyce juanita judith judy "
    "julia juliana julie june kaitlyn karen karin karla kate katharine katherine kathleen kathryn kathy katie "
    "katrina kay kayla kelly kellyanne kendra kim kimberly kirsten kristen kristin kristina lana laura lauren "
    "laurie leah leila lena leslie leticia liana lillian lily linda lisa liz lois lora loretta lori lorraine "
    "louise lucia lucy lydia lynn lynne mabel mackenzie madeleine madison maggie maia marcia margaret margarita "
    "maria mariana marie marilyn marina marion marissa marjorie marlene marsha martha mary maureen maxine megan "
    "megyn melania melanie melinda melissa mercedes meredith mia michele michelle mildred mindy miranda miriam "
    "molly monica nadia nancy naomi natalia natalie natasha nicole nikki nina nora norma olga olivia pam pamela "
    "patricia patty paula pauline peggy penelope penny phyllis priscilla rachel rebecca regina renee rhonda rita "
    "roberta rosa rosalind rose rosemary roxanne ruth sabrina sally samantha sandra sara sarah sasha selena "
    "shannon sharon sheila shelby shelley sherry shirley sofia sonia sonya sophia sophie stacey stacy stella "
    "stephanie sue susan susana suzanne svetlana sylvia tamara tammy tania tanya tara tatiana teresa theresa "
    "tiffany tina tracey tracy tulsi ursula valerie vanessa vera veronica vicki vicky victoria viola violet "
    "virginia vivian wanda wendy whitney yolanda yulia yvonne zoe"
)
UNISEX_NAMES = _words(
    "ashley bobbie carey casey courtney dana dominique jackie jaime jamie jean jordan kelly kerry kim lee leigh leslie "
    "lindsay lindsey lynn marion morgan pat robin sandy shannon sidney stacy stevie sydney taylor terry tracy"
)
FIRST_NAMES = MALE_NAMES | FEMALE_NAMES
"""The commonest in the news: a word that is one of them tells that a name is a person's."""


def gender_of_title(title: str) -> Gender | None:
    return "m" if title in MALE_TITLES else "f" if title in FEMALE_TITLES else None


def gender_of(words: Sequence[str], titles: Iterable[str] = ()) -> Gender | None:
    """The gender of whoever is called by the words of a name, with these titles in small letters; None: not told."""
    told = next((gender for title in titles if (gender := gender_of_title(title))), None)
    if told or len(words) < 2:
        return told
    first = fold(words[0]).rstrip(".")
    if len(first) == 1 and len(words) > 2:
        first = fold(words[1])
    if first in UNISEX_NAMES:
        return None
    if first in FIRST_NAMES:
        return None if first in MALE_NAMES & FEMALE_NAMES else "m" if first in MALE_NAMES else "f"
    return _bearers().get(first)


def may_be_first_name(word: str) -> bool:
    """Whether a folded word is a first name at all; it may be a surname or a common word as well."""
    return word in FIRST_NAMES or word in UNISEX_NAMES or word in _bearers()


@cache
def _bearers() -> dict[str, Gender]:
    """The gender of whoever bears a first name, of some 12,000 that one gender bears."""
    lines = (Path(__file__).parent / "first_names.txt").read_text(encoding="utf-8").splitlines()
    women, men = lines.index("[f]"), lines.index("[m]")
    of_women: dict[str, Gender] = {name: "f" for line in lines[women + 1 : men] for name in line.split()}
    return of_women | {name: "m" for line in lines[men + 1 :] for name in line.split()}
