import pickle

from flask import Flask, render_template, request

app = Flask(__name__)
with open('spam.pkl', 'rb') as f:
    bag, bayes = pickle.load(f)


@app.route('/', methods=['GET', 'POST'])
def index():
    verdict = None
    if request.method == 'POST':
        text = request.form['sms']
        verdict = 'spam' if bayes.predict(bag.transform([text]))[0] else 'ham'
    return render_template('index.html', verdict=verdict)


if __name__ == '__main__':
    app.run(debug=True)
