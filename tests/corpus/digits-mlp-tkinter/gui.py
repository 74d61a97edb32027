import tkinter as tk

import numpy as np
from PIL import Image, ImageDraw

from train_network import Network


class Window(tk.Tk):
    def __init__(self):
        super().__init__()
        self.title('draw a digit')
        self.network = Network.restore()
        self.canvas = tk.Canvas(self, width=280, height=280, bg='black')
        self.canvas.pack()
        self.canvas.bind('<B1-Motion>', self.paint)
        self.label = tk.Label(self, font=('Arial', 32))
        self.label.pack()
        tk.Button(self, text='guess', command=self.guess).pack(side='left')
        tk.Button(self, text='clear', command=self.clear).pack(side='right')
        self.clear()

    def paint(self, event):
        box = [event.x - 10, event.y - 10, event.x + 10, event.y + 10]
        self.canvas.create_oval(box, fill='white', outline='white')
        self.draw.ellipse(box, fill=255)

    def clear(self):
        self.canvas.delete('all')
        self.image = Image.new('L', (280, 280))
        self.draw = ImageDraw.Draw(self.image)

    def guess(self):
        self.label['text'] = self.network.guess(np.array(self.image.resize((28, 28))) / 255.)


if __name__ == '__main__':
    Window().mainloop()
