import json

from datasets import Dataset, DatasetDict

from .labels import LABEL2ID


def read(path):
    rows = [json.loads(line) for line in open(path)]
    return Dataset.from_list([{"tokens": r["tokens"], "tags": [LABEL2ID[t] for t in r["tags"]]} for r in rows])


def load(tokenizer, folder="data"):
    raw = DatasetDict({split: read(f"{folder}/{split}.jsonl") for split in ("train", "dev")})

    def align(batch):
        enc = tokenizer(batch["tokens"], truncation=True, is_split_into_words=True)
        enc["labels"] = []
        for i, tags in enumerate(batch["tags"]):
            previous, labels = None, []
            for word in enc.word_ids(i):
                labels.append(-100 if word is None or word == previous else tags[word])
                previous = word
            enc["labels"].append(labels)
        return enc

    return raw.map(align, batched=True)
