import sys

from tensorflow import keras

model = keras.models.load_model("mushrooms.keras")
species = [line.strip() for line in open("species.txt")]
picture = keras.utils.img_to_array(keras.utils.load_img(sys.argv[1], target_size=model.input_shape[1:3]))
for chance, name in sorted(zip(model.predict(picture[None])[0], species), reverse=True)[:3]:
    print(f"{chance:5.0%} {name}")
