import tensorflow as tf
from tensorflow.keras.preprocessing.sequence import pad_sequences

vocab_size = 10000
maxlen = 120
embedding_dim = 16
lstm_units = 4
x_train = pad_sequences(x_train, maxlen=maxlen)
model = tf.keras.models.Sequential([
    tf.keras.layers.Embedding(vocab_size, embedding_dim, input_length=maxlen),
    tf.keras.layers.Bidirectional(tf.keras.layers.LSTM(lstm_units, dropout=0.2)),
    tf.keras.layers.Dense(6, activation='relu'),
    tf.keras.layers.Dense(1, activation='sigmoid')
])
model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['accuracy'])
num_epochs = 1
model.fit(x_train, y_train, epochs=num_epochs, validation_data=(x_val, y_val), verbose=2)
