import pickle
import streamlit as st
from sklearn.ensemble import RandomForestClassifier

model: RandomForestClassifier = pickle.load(open("model/rf.pkl", "rb"))
st.title("Diabetes")
age = st.number_input("age")
if st.button("predict"):
    st.write(model.predict([[age]]))
