import chess

MATE = 100000


class Search:
    def __init__(self, model):
        self.model, self.table, self.nodes = model, {}, 0

    def best(self, board, depth):
        for d in range(1, depth + 1):
            score = self.negamax(board, d, -MATE, MATE)
        return self.table[board.fen()][2], score

    def negamax(self, board, depth, alpha, beta):
        self.nodes += 1
        if board.is_checkmate():
            return -MATE - depth
        if board.is_stalemate() or board.is_insufficient_material():
            return 0
        if depth == 0:
            return self.model.predict(board)
        key, best = board.fen(), None
        first = self.table.get(key, (0, 0, None))[2]
        for move in sorted(board.legal_moves, key=lambda m: (m != first, not board.is_capture(m))):
            board.push(move)
            score = -self.negamax(board, depth - 1, -beta, -alpha)
            board.pop()
            if score > alpha or best is None:
                alpha, best = max(alpha, score), move
            if alpha >= beta:
                break
        self.table[key] = (depth, alpha, best)
        return alpha
