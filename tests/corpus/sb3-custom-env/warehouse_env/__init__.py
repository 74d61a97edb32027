from gymnasium.envs.registration import register

register(id="Warehouse-v0", entry_point="warehouse_env.env:WarehouseEnv", max_episode_steps=200)
