import heapq

from .board import HEIGHT, WIDTH


class Agent:
    """Shortest way to the food; any free neighbour when there is none."""

    def act(self, board):
        path = self.search(board)
        if path:
            return path[0][0] - board.body[0][0], path[0][1] - board.body[0][1]
        for d in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            n = (board.body[0][0] + d[0], board.body[0][1] + d[1])
            if n not in board.body and 0 <= n[0] < WIDTH and 0 <= n[1] < HEIGHT:
                return d
        return board.direction

    def search(self, board):
        start, goal = board.body[0], board.food
        queue, seen = [(0, start, [])], {start}
        while queue:
            _, (x, y), path = heapq.heappop(queue)
            if (x, y) == goal:
                return path
            for n in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
                if n not in seen and n not in board.body and 0 <= n[0] < WIDTH and 0 <= n[1] < HEIGHT:
                    seen.add(n)
                    cost = len(path) + 1 + abs(n[0] - goal[0]) + abs(n[1] - goal[1])
                    heapq.heappush(queue, (cost, n, path + [n]))
        return None
