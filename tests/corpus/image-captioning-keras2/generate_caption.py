import sys
from pickle import load
from numpy import argmax
from keras.applications.vgg16 import VGG16
from keras.models import load_model
from keras.preprocessing.sequence import pad_sequences

tokenizer = load(open('tokenizer.pkl', 'rb'))
model = load_model('model_19.h5')


def word_for_id(integer):
    for word, index in tokenizer.word_index.items():
        if index == integer:
            return word
    return None


def generate_desc(photo, max_length=34):
    in_text = 'startseq'
    for i in range(max_length):
        sequence = pad_sequences([tokenizer.texts_to_sequences([in_text])[0]], maxlen=max_length)
        word = word_for_id(argmax(model.predict([photo, sequence], verbose=0)))
        if word is None or word == 'endseq':
            break
        in_text += ' ' + word
    return in_text


print(generate_desc(load(open('features.pkl', 'rb'))[sys.argv[1].split('.')[0]]))
