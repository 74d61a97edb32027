import sys

import chess

from engine.evaluation import Model
from engine.search import Search

board, search = chess.Board(), Search(Model())
for line in sys.stdin:
    words = line.split()
    if words[:1] == ["uci"]:
        print("id name small\nuciok", flush=True)
    elif words[:1] == ["isready"]:
        print("readyok", flush=True)
    elif words[:1] == ["position"]:
        board = chess.Board() if words[1] == "startpos" else chess.Board(" ".join(words[2:8]))
        for move in words[words.index("moves") + 1:] if "moves" in words else []:
            board.push_uci(move)
    elif words[:1] == ["go"]:
        move, score = search.best(board, 4)
        print("info score cp %d nodes %d\nbestmove %s" % (score, search.nodes, move), flush=True)
    elif words[:1] == ["quit"]:
        break
