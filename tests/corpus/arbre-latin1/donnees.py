# -*- coding: latin-1 -*-
import pandas as pd

# Les colonnes de l'enquête, déjà nettoyées par l'équipe pédagogique
COLONNES = ["âge", "revenu", "enfants", "région"]


def charger(chemin="enquete.csv"):
    """Lit l'enquête (séparateur « ; », virgule décimale)."""
    table = pd.read_csv(chemin, sep=";", decimal=",", encoding="latin-1")
    table["région"] = table["région"].astype("category").cat.codes
    return table[COLONNES], table["achète"]
