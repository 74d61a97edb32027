import pickle

import altair as alt
import pandas as pd
import streamlit as st

from preprocessing import encode

st.set_page_config(page_title="Loan approval", page_icon=":bank:")


@st.cache_resource
def load_model():
    with open("model.pkl", "rb") as f:
        return pickle.load(f)


st.title("Will the loan be approved?")
col1, col2 = st.columns(2)
with col1:
    income = st.number_input("Monthly income", 0, 100000, 3000)
    amount = st.slider("Amount (thousands)", 10, 700, 120)
with col2:
    history = st.selectbox("Credit history", ["good", "bad", "none"])
    married = st.checkbox("Married")

row = encode(pd.DataFrame([{"income": income, "amount": amount, "history": history, "married": married}]))
if st.button("Predict"):
    p = load_model().predict_proba(row)[0, 1]
    (st.success if p > 0.5 else st.error)(f"Probability of approval: {p:.0%}")

uploaded = st.file_uploader("Or a whole table")
if uploaded is not None:
    table = pd.read_csv(uploaded)
    table["p"] = load_model().predict_proba(encode(table))[:, 1]
    st.altair_chart(alt.Chart(table).mark_bar().encode(alt.X("p", bin=True), y="count()"))
