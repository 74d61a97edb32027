import chess

WEIGHTS = {chess.PAWN: 100, chess.KNIGHT: 315, chess.BISHOP: 330, chess.ROOK: 500, chess.QUEEN: 940, chess.KING: 0}
CENTRE = chess.SquareSet([chess.D4, chess.E4, chess.D5, chess.E5])


class Model:
    """Evaluation in centipawns for the side to move."""

    def __init__(self, weights=None):
        self.weights = dict(WEIGHTS, **(weights or {}))

    def predict(self, board):
        score = 0
        for square, piece in board.piece_map().items():
            value = self.weights[piece.piece_type] + (12 if square in CENTRE else 0)
            score += value if piece.color == board.turn else -value
        return score + 2 * board.legal_moves.count()
