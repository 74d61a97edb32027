from pickle import load, dump
from numpy import array
from keras.preprocessing.text import Tokenizer
from keras.preprocessing.sequence import pad_sequences
from keras.utils import to_categorical
from keras.utils.vis_utils import plot_model
from keras.models import Model
from keras.layers import Input, Dense, LSTM, Embedding, Dropout
from keras.layers.merge import add
from keras.callbacks import ModelCheckpoint

from text_utils import load_doc, load_descriptions, load_ids


def to_lines(descriptions):
    return [d for key in descriptions for d in descriptions[key]]


def create_sequences(tokenizer, max_length, desc_list, photo, vocab_size):
    X1, X2, y = list(), list(), list()
    for desc in desc_list:
        seq = tokenizer.texts_to_sequences([desc])[0]
        for i in range(1, len(seq)):
            in_seq, out_seq = seq[:i], seq[i]
            in_seq = pad_sequences([in_seq], maxlen=max_length)[0]
            out_seq = to_categorical([out_seq], num_classes=vocab_size)[0]
            X1.append(photo)
            X2.append(in_seq)
            y.append(out_seq)
    return array(X1), array(X2), array(y)


def data_generator(descriptions, photos, tokenizer, max_length, vocab_size):
    while 1:
        for key, desc_list in descriptions.items():
            in_img, in_seq, out_word = create_sequences(tokenizer, max_length, desc_list, photos[key][0], vocab_size)
            yield [[in_img, in_seq], out_word]


def define_model(vocab_size, max_length):
    # photo features are already extracted
    inputs1 = Input(shape=(4096,))
    fe1 = Dropout(0.5)(inputs1)
    fe2 = Dense(256, activation='relu')(fe1)
    # sequence model
    inputs2 = Input(shape=(max_length,))
    se1 = Embedding(vocab_size, 256, mask_zero=True)(inputs2)
    se2 = Dropout(0.5)(se1)
    se3 = LSTM(256)(se2)
    # decoder: next word
    decoder1 = add([fe2, se3])
    decoder2 = Dense(256, activation='relu')(decoder1)
    outputs = Dense(vocab_size, activation='softmax')(decoder2)
    model = Model(inputs=[inputs1, inputs2], outputs=outputs)
    model.compile(loss='categorical_crossentropy', optimizer='adam')
    plot_model(model, to_file='model.png', show_shapes=True)
    return model


train = load_ids('Flickr8k_text/Flickr_8k.trainImages.txt')
descriptions = {k: v for k, v in load_descriptions(load_doc('Flickr8k_text/Flickr8k.token.txt')).items() if k in train}
print('Descriptions: train=%d' % len(descriptions))
photos = {k: v for k, v in load(open('features.pkl', 'rb')).items() if k in train}
tokenizer = Tokenizer()
tokenizer.fit_on_texts(to_lines(descriptions))
dump(tokenizer, open('tokenizer.pkl', 'wb'))
vocab_size = len(tokenizer.word_index) + 1
max_length = max(len(d.split()) for d in to_lines(descriptions))

model = define_model(vocab_size, max_length)
epochs = 20
steps = len(descriptions)
for i in range(epochs):
    generator = data_generator(descriptions, photos, tokenizer, max_length, vocab_size)
    model.fit_generator(generator, epochs=1, steps_per_epoch=steps, verbose=1)
    model.save('model_' + str(i) + '.h5')
