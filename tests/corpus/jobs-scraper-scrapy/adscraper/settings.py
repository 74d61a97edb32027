BOT_NAME = "adscraper"
SPIDER_MODULES = ["adscraper.spiders"]
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 2
ITEM_PIPELINES = {"adscraper.pipelines.SkillPipeline": 300}
