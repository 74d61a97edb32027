import sys

import pygame

from snake.agent import Agent
from snake.board import HEIGHT, WIDTH, Board

CELL = 24
KEYS = {pygame.K_UP: (0, -1), pygame.K_DOWN: (0, 1), pygame.K_LEFT: (-1, 0), pygame.K_RIGHT: (1, 0)}


def main(ai):
    pygame.init()
    screen = pygame.display.set_mode((WIDTH * CELL, HEIGHT * CELL))
    clock, board, agent = pygame.time.Clock(), Board(), Agent()
    action, episodes = (1, 0), 0
    while True:
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                return
            if event.type == pygame.KEYDOWN:
                action = KEYS.get(event.key, action)
        if board.step(agent.act(board) if ai else action):
            episodes += 1
            print("episode", episodes, "reward", board.reward)
            board.reset()
        screen.fill((20, 20, 20))
        for x, y in board.body:
            pygame.draw.rect(screen, (80, 200, 80), (x * CELL, y * CELL, CELL - 1, CELL - 1))
        pygame.draw.rect(screen, (220, 60, 60), (board.food[0] * CELL, board.food[1] * CELL, CELL, CELL))
        pygame.display.flip()
        clock.tick(12)


if __name__ == "__main__":
    main("--ai" in sys.argv)
