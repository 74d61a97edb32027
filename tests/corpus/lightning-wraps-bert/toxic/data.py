import pandas as pd
import pytorch_lightning as pl
import torch
from torch.utils.data import DataLoader, Dataset
from transformers import AutoTokenizer

LABELS = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]


class Comments(Dataset):
    def __init__(self, df, tokenizer, length):
        self.df, self.tokenizer, self.length = df.reset_index(drop=True), tokenizer, length

    def __len__(self):
        return len(self.df)

    def __getitem__(self, i):
        enc = self.tokenizer(self.df.comment_text[i], truncation=True, padding="max_length", max_length=self.length,
                             return_tensors="pt")
        return {"input_ids": enc.input_ids[0], "attention_mask": enc.attention_mask[0],
                "labels": torch.tensor(self.df.loc[i, LABELS].astype(float).values, dtype=torch.float)}


class ToxicData(pl.LightningDataModule):
    def __init__(self, csv, name, batch_size=16, length=160):
        super().__init__()
        self.save_hyperparameters()

    def setup(self, stage=None):
        df = pd.read_csv(self.hparams.csv).sample(frac=1, random_state=1)
        tokenizer = AutoTokenizer.from_pretrained(self.hparams.name)
        n = len(df) // 10
        self.val, self.train = (Comments(d, tokenizer, self.hparams.length) for d in (df[:n], df[n:]))

    def train_dataloader(self):
        return DataLoader(self.train, self.hparams.batch_size, shuffle=True)

    def val_dataloader(self):
        return DataLoader(self.val, 2 * self.hparams.batch_size)
