import numpy as np
from seqeval.metrics import classification_report, f1_score
from transformers import (AutoModelForTokenClassification, AutoTokenizer, DataCollatorForTokenClassification,
                          Trainer, TrainingArguments)

from ner.data import load
from ner.labels import ID2LABEL, LABEL2ID, LABELS

CHECKPOINT = "bert-base-cased"


def decode(logits, labels):
    preds = np.argmax(logits, axis=-1)
    pairs = [[(LABELS[p], LABELS[l]) for p, l in zip(ps, ls) if l != -100] for ps, ls in zip(preds, labels)]
    return [[p for p, _ in row] for row in pairs], [[l for _, l in row] for row in pairs]


def compute_metrics(eval_pred):
    preds, labels = decode(*eval_pred)
    return {"f1": f1_score(labels, preds)}


def main():
    tokenizer = AutoTokenizer.from_pretrained(CHECKPOINT)
    data = load(tokenizer)
    model = AutoModelForTokenClassification.from_pretrained(
        CHECKPOINT, num_labels=len(LABELS), id2label=ID2LABEL, label2id=LABEL2ID)
    args = TrainingArguments(output_dir="out", learning_rate=2e-5, num_train_epochs=4, weight_decay=0.01,
                             per_device_train_batch_size=16, logging_steps=50)
    trainer = Trainer(model=model, args=args, train_dataset=data["train"], eval_dataset=data["dev"],
                      data_collator=DataCollatorForTokenClassification(tokenizer), compute_metrics=compute_metrics)
    trainer.train()
    out = trainer.predict(data["dev"])
    preds, labels = decode(out.predictions, out.label_ids)
    print(classification_report(labels, preds))
    trainer.save_model("model")
    tokenizer.save_pretrained("model")


if __name__ == "__main__":
    main()
