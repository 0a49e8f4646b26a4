"""The crawl of vancrawl-bench through faulty exits, by Scrapy with a plain rotating middleware.

usage: proxies_crawl_peer.py SPEC    SPEC: a JSON file, written by vancrawl-bench (proxies_crawl_peer.cpp)

A form login an account, then every listing page; each request, and each retry of it, leaves by a
random proxy of the list. Retries are Scrapy's own, five a request. Prints one JSON line: pages that
came home with rows, pages with status 200 that were something else, wall seconds.
"""

import json
import random
import sys
import time

import scrapy
from scrapy.crawler import CrawlerProcess


class RotatingProxy:
    """A random proxy for every request and every retry."""

    @classmethod
    def from_crawler(cls, crawler):
        middleware = cls()
        middleware.proxies = crawler.spider.spec["proxies"]
        middleware.dice = random.Random(20261101)
        return middleware

    def process_request(self, request, spider):
        request.meta["proxy"] = self.dice.choice(self.proxies)
        request.headers.pop(b"Proxy-Authorization", None)


class ListingSpider(scrapy.Spider):
    name = "listing"
    handle_httpstatus_list = [302]

    def start_requests(self):
        for number, account in enumerate(self.spec["accounts"]):
            form = {"j_username": account["login_id"], "j_password": account["password"]}
            yield scrapy.FormRequest(account["login_url"], formdata=form, callback=self.logged_in,
                                     dont_filter=True, meta={"cookiejar": number},
                                     cb_kwargs={"account": account})

    def logged_in(self, response, account):
        jar = response.meta["cookiejar"]
        for url in account["pages"]:
            yield scrapy.Request(url, dont_filter=True, meta={"cookiejar": jar})

    def parse(self, response):
        try:
            rows = json.loads(response.body)
        except ValueError:
            rows = None
        if isinstance(rows, list) and rows:
            self.result["read"] += 1
        elif response.status == 200:
            self.result["wrong"] += 1


SETTINGS = {
    "LOG_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "ROBOTSTXT_OBEY": False,
    "COOKIES_ENABLED": True,
    "RETRY_ENABLED": True,
    "RETRY_TIMES": 5,
    "REDIRECT_ENABLED": False,
    "DOWNLOAD_TIMEOUT": 10,
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "REQUEST_FINGERPRINTER_IMPLEMENTATION": "2.7",
    # After Scrapy's retries, before its HttpProxyMiddleware (750).
    "DOWNLOADER_MIDDLEWARES": {RotatingProxy: 610},
}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        spec = json.load(file)
    result = {"read": 0, "wrong": 0, "wall": -time.monotonic()}
    process = CrawlerProcess(SETTINGS, install_root_handler=False)
    process.crawl(ListingSpider, spec=spec, result=result)
    process.start()
    result["wall"] += time.monotonic()
    result["scrapy"] = scrapy.__version__
    print(json.dumps(result))


main()
