import streamlit as st
from langchain.chains import ConversationalRetrievalChain
from langchain_community.embeddings import HuggingFaceEmbeddings
from langchain_community.vectorstores import Chroma
from langchain_openai import ChatOpenAI

st.title("Ask your files")
store = Chroma(persist_directory="store", embedding_function=HuggingFaceEmbeddings(model_name="all-MiniLM-L6-v2"))
model = ConversationalRetrievalChain.from_llm(ChatOpenAI(temperature=0), store.as_retriever())
history = st.session_state.setdefault("history", [])
question = st.chat_input("Question")
if question:
    answer = model.invoke({"question": question, "chat_history": history})["answer"]
    history.append((question, answer))
for q, a in history:
    st.chat_message("user").write(q)
    st.chat_message("assistant").write(a)
