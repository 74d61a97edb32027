import argparse

import transformers
from datasets import load_dataset
from peft import LoraConfig, TaskType, get_peft_model

from prompt import build


def parse():
    p = argparse.ArgumentParser()
    p.add_argument("--base", default="EleutherAI/pythia-160m")
    p.add_argument("--data", default="instructions.json")
    p.add_argument("--out", default="adapter")
    p.add_argument("--rank", type=int, default=8)
    p.add_argument("--epochs", type=float, default=2)
    p.add_argument("--length", type=int, default=384)
    return p.parse_args()


def main():
    args = parse()
    tokenizer = transformers.AutoTokenizer.from_pretrained(args.base)
    tokenizer.pad_token = tokenizer.eos_token
    model = transformers.AutoModelForCausalLM.from_pretrained(args.base)
    model = get_peft_model(model, LoraConfig(task_type=TaskType.CAUSAL_LM, r=args.rank, lora_alpha=2 * args.rank,
                                             lora_dropout=0.05, target_modules=["query_key_value"]))
    model.print_trainable_parameters()

    rows = load_dataset("json", data_files=args.data)["train"].train_test_split(200, seed=0)
    encode = lambda row: tokenizer(build(row) + tokenizer.eos_token, truncation=True, max_length=args.length)
    rows = rows.map(encode, remove_columns=rows["train"].column_names)

    trainer = transformers.Trainer(
        model=model,
        train_dataset=rows["train"],
        eval_dataset=rows["test"],
        data_collator=transformers.DataCollatorForLanguageModeling(tokenizer, mlm=False),
        args=transformers.TrainingArguments(
            args.out, num_train_epochs=args.epochs, per_device_train_batch_size=4, gradient_accumulation_steps=8,
            learning_rate=2e-4, warmup_ratio=0.03, logging_steps=10, save_strategy="epoch", report_to=[]))
    model.config.use_cache = False
    trainer.train()
    print(trainer.evaluate())
    model.save_pretrained(args.out)


if __name__ == "__main__":
    main()
