"""Finds countries and US states in a text by name or demonym: "Spain", "Spanish"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

_COUNTRIES = """
Afghanistan Afghan|Albania Albanian|Algeria Algerian|Andorra Andorran|Angola Angolan|Argentina Argentine Argentinian
|Armenia Armenian|Australia Australian|Austria Austrian|Azerbaijan Azerbaijani|Bahamas Bahamian|Bahrain Bahraini
|Bangladesh Bangladeshi|Barbados Barbadian|Belarus Belarusian|Belgium Belgian|Belize Belizean|Benin Beninese
|Bhutan Bhutanese|Bolivia Bolivian|Bosnia Bosnian|Botswana Botswanan|Brazil Brazilian|Brunei Bruneian
|Bulgaria Bulgarian|Burkina_Faso Burkinabe|Burundi Burundian|Cambodia Cambodian|Cameroon Cameroonian|Canada Canadian
|Chad Chadian|Chile Chilean|China Chinese|Colombia Colombian|Congo Congolese|Costa_Rica Costa_Rican|Croatia Croatian
|Cuba Cuban|Cyprus Cypriot|Czechia Czech_Republic Czech|Denmark Danish|Djibouti Djiboutian|Dominican_Republic Dominican
|Ecuador Ecuadorian|Egypt Egyptian|El_Salvador Salvadoran|Eritrea Eritrean|Estonia Estonian|Eswatini Swazi
|Ethiopia Ethiopian|Fiji Fijian|Finland Finnish|France French|Gabon Gabonese|Gambia Gambian|Georgia Georgian
|Germany German|Ghana Ghanaian|Greece Greek|Greenland Greenlandic|Grenada Grenadian|Guatemala Guatemalan
|Guinea Guinean|Guyana Guyanese|Haiti Haitian|Honduras Honduran|Hungary Hungarian|Iceland Icelandic|India Indian
|Indonesia Indonesian|Iran Iranian|Iraq Iraqi|Ireland Irish|Israel Israeli|Italy Italian|Ivory_Coast Ivorian
|Jamaica Jamaican|Japan Japanese|Jordan Jordanian|Kazakhstan Kazakh|Kenya Kenyan|Kosovo Kosovar|Kuwait Kuwaiti
|Kyrgyzstan Kyrgyz|Laos Laotian|Latvia Latvian|Lebanon Lebanese|Lesotho Basotho|Liberia Liberian|Libya Libyan
|Liechtenstein|Lithuania Lithuanian|Luxembourg|Madagascar Malagasy|Malawi Malawian|Malaysia Malaysian
|Maldives Maldivian|Mali Malian|Malta Maltese|Mauritania Mauritanian|Mauritius Mauritian|Mexico Mexican
|Moldova Moldovan|Monaco|Mongolia Mongolian|Montenegro Montenegrin|Morocco Moroccan|Mozambique Mozambican
|Myanmar Burma Burmese|Namibia Namibian|Nepal Nepali Nepalese|Netherlands Dutch|New_Zealand|Nicaragua Nicaraguan
|Niger Nigerien|Nigeria Nigerian|North_Korea North_Korean|North_Macedonia Macedonian|Norway Norwegian|Oman Omani
|Pakistan Pakistani|Palau Palauan|Panama Panamanian|Papua_New_Guinea|Paraguay Paraguayan|Peru Peruvian
|Philippines Philippine Filipino|Poland Polish|Portugal Portuguese|Qatar Qatari|Romania Romanian|Russia Russian
|Rwanda Rwandan|Samoa Samoan|Saudi_Arabia Saudi|Senegal Senegalese|Serbia Serbian|Seychelles|Sierra_Leone
|Singapore Singaporean|Slovakia Slovak|Slovenia Slovenian|Somalia Somali|South_Africa South_African
|South_Korea South_Korean|South_Sudan South_Sudanese|Spain Spanish|Sri_Lanka Sri_Lankan|Sudan Sudanese
|Suriname Surinamese|Sweden Swedish|Switzerland Swiss|Syria Syrian|Taiwan Taiwanese|Tajikistan Tajik
|Tanzania Tanzanian|Thailand Thai|Togo Togolese|Tonga Tongan|Trinidad Trinidadian|Tunisia Tunisian|Turkey Turkish
|Turkmenistan Turkmen|Tuvalu|Uganda Ugandan|Ukraine Ukrainian|United_Arab_Emirates Emirati
|United_Kingdom UK U.K. Britain British|United_States US U.S. USA American|Uruguay Uruguayan|Uzbekistan Uzbek|Vanuatu
|Venezuela Venezuelan|Vietnam Vietnamese|Yemen Yemeni|Zambia Zambian|Zimbabwe Zimbabwean
"""
_STATES = """
Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois Indiana
Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana Nebraska
Nevada New_Hampshire New_Jersey New_Mexico New_York North_Carolina North_Dakota Ohio Oklahoma Oregon Pennsylvania
Rhode_Island South_Carolina South_Dakota Tennessee Texas Utah Vermont Virginia Washington West_Virginia Wisconsin
Wyoming
"""


def countries_in(text: str) -> frozenset[str]:
    """Return the countries that a text mentions, each by the first name in its row."""
    countries, pattern = _countries()
    return frozenset(countries[found] for found in pattern.findall(text))


def states_in(text: str) -> frozenset[str]:
    """Return the US states that a text names."""
    return frozenset(_states().findall(text))


@cache
def _countries() -> tuple[dict[str, str], re.Pattern[str]]:
    countries: dict[str, str] = {}
    for row in _COUNTRIES.replace("\n", "").split("|"):
        names = _names(row)
        countries |= dict.fromkeys(names, names[0])
    return countries, _any_of(countries)


@cache
def _states() -> re.Pattern[str]:
    return _any_of(_names(_STATES))


def _names(row: str) -> list[str]:
    return [name.replace("_", " ") for name in row.split()]


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w’'-])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
