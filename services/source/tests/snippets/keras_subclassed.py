from tensorflow import keras
from tensorflow.keras.layers import Dense, Dropout

class Net(keras.Model):
    def __init__(self, hidden=12, rate=.25):
        super().__init__()
        self.d1 = Dense(hidden, activation='relu')
        self.drop = Dropout(rate)
        self.d2 = Dense(hidden * 2, activation='relu')
        self.out = Dense(10, activation='softmax')

    def call(self, x, training=False):
        x = self.drop(self.d1(x), training=training)
        return self.out(self.d2(x))

net = Net()
opt = keras.optimizers.RMSprop(learning_rate=0.1)
net.compile(opt, 'sparse_categorical_crossentropy', metrics=['accuracy'])
net.fit(X_train, y_train, epochs=3)
