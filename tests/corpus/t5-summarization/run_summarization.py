import sys
from dataclasses import dataclass, field

import evaluate
import numpy as np
from datasets import load_dataset
from transformers import (AutoModelForSeq2SeqLM, AutoTokenizer, DataCollatorForSeq2Seq, HfArgumentParser,
                          Seq2SeqTrainer, Seq2SeqTrainingArguments, set_seed)


@dataclass
class ModelArguments:
    model_name_or_path: str = field(default="t5-small")


@dataclass
class DataArguments:
    dataset_name: str = field(default="samsum")
    max_source_length: int = field(default=512)
    max_target_length: int = field(default=96)
    source_prefix: str = field(default="summarize: ")


def main():
    parser = HfArgumentParser((ModelArguments, DataArguments, Seq2SeqTrainingArguments))
    model_args, data_args, training_args = parser.parse_args_into_dataclasses()
    set_seed(training_args.seed)

    raw = load_dataset(data_args.dataset_name)
    tokenizer = AutoTokenizer.from_pretrained(model_args.model_name_or_path)
    model = AutoModelForSeq2SeqLM.from_pretrained(model_args.model_name_or_path)

    def preprocess(examples):
        inputs = [data_args.source_prefix + text for text in examples["dialogue"]]
        batch = tokenizer(inputs, max_length=data_args.max_source_length, truncation=True)
        labels = tokenizer(text_target=examples["summary"], max_length=data_args.max_target_length, truncation=True)
        batch["labels"] = labels["input_ids"]
        return batch

    tokenized = raw.map(preprocess, batched=True, remove_columns=raw["train"].column_names)
    rouge = evaluate.load("rouge")

    def compute_metrics(prediction):
        preds, labels = prediction
        preds = np.where(preds != -100, preds, tokenizer.pad_token_id)
        labels = np.where(labels != -100, labels, tokenizer.pad_token_id)
        result = rouge.compute(predictions=tokenizer.batch_decode(preds, skip_special_tokens=True),
                               references=tokenizer.batch_decode(labels, skip_special_tokens=True))
        return {k: round(v * 100, 4) for k, v in result.items()}

    trainer = Seq2SeqTrainer(
        model=model,
        args=training_args,
        train_dataset=tokenized["train"],
        eval_dataset=tokenized["validation"],
        data_collator=DataCollatorForSeq2Seq(tokenizer, model=model),
        tokenizer=tokenizer,
        compute_metrics=compute_metrics,
    )
    trainer.train()
    trainer.save_model()
    metrics = trainer.evaluate(tokenized["test"], max_length=data_args.max_target_length, metric_key_prefix="test")
    trainer.log_metrics("test", metrics)
    return 0


if __name__ == "__main__":
    sys.exit(main())
