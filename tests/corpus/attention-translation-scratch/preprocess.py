import argparse
import collections
import pickle

import spacy

PAD, UNK, BOS, EOS = "<blank>", "<unk>", "<s>", "</s>"


def build_vocab(sentences, min_freq):
    counts = collections.Counter(w for s in sentences for w in s)
    return [PAD, UNK, BOS, EOS] + [w for w, c in counts.items() if c >= min_freq]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("-lang_src", default="de")
    parser.add_argument("-lang_trg", default="en")
    parser.add_argument("-save_data", required=True)
    parser.add_argument("-min_word_count", type=int, default=3)
    opt = parser.parse_args()
    out = {"settings": opt}
    for side, lang in (("src", opt.lang_src), ("trg", opt.lang_trg)):
        nlp = spacy.blank(lang)
        sentences = [[t.text.lower() for t in nlp(line.strip())] for line in open("multi30k/train." + lang)]
        vocab = build_vocab(sentences, opt.min_word_count)
        index = {w: i for i, w in enumerate(vocab)}
        out[side] = [[index[BOS]] + [index.get(w, 1) for w in s] + [index[EOS]] for s in sentences]
        out["vocab_" + side] = vocab
        print("[Info] vocabulary size of", side, len(vocab))
    pickle.dump(out, open(opt.save_data, "wb"))
