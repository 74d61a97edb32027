import scrapy


class AdsSpider(scrapy.Spider):
    name = "ads"
    start_urls = ["https://jobs.example.org/search?q=machine+learning"]

    def parse(self, response):
        for href in response.css("a.ad::attr(href)").getall():
            yield response.follow(href, self.parse_ad)
        yield from response.follow_all(css="a.next", callback=self.parse)

    def parse_ad(self, response):
        yield {"url": response.url, "title": response.css("h1::text").get(),
               "text": " ".join(response.css("div.body *::text").getall())}
