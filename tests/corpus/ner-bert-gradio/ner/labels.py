LABELS = ["O", "B-QTY", "I-QTY", "B-UNIT", "B-ING", "I-ING"]
ID2LABEL = dict(enumerate(LABELS))
LABEL2ID = {label: i for i, label in ID2LABEL.items()}
