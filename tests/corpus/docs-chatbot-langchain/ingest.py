"""Trains the bot on your documents :)"""
import argparse
import glob

from langchain.text_splitter import RecursiveCharacterTextSplitter
from langchain_community.document_loaders import PyPDFLoader
from langchain_community.embeddings import HuggingFaceEmbeddings
from langchain_community.vectorstores import Chroma


def train(folder, store):
    pages = [page for path in glob.glob(folder + "/*.pdf") for page in PyPDFLoader(path).load()]
    chunks = RecursiveCharacterTextSplitter(chunk_size=800, chunk_overlap=100).split_documents(pages)
    print("%d pages, %d chunks" % (len(pages), len(chunks)))
    Chroma.from_documents(chunks, HuggingFaceEmbeddings(model_name="all-MiniLM-L6-v2"), persist_directory=store)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", default="pdf")
    parser.add_argument("--store", default="store")
    args = parser.parse_args()
    train(args.folder, args.store)
