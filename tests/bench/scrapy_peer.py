"""The crawl of vancrawl-bench by Scrapy, at its best.

usage: scrapy_peer.py SPEC    SPEC: a JSON file, written by vancrawl-bench (scrapy_peer.cpp)

One pass over the listing pages named in SPEC: a form login an account, then every page; rows go into
SQLite under the key columns of vancrawl's approval table. Prints one JSON line: CPU and wall seconds
from the opening of the spider to the last commit (imports and start-up are not counted), rows, pages,
peak memory.

What makes it fast: lxml directly (no selectors, no response.text),
one item a page (a list of tuples), 300 rows a transaction with executemany, unused middlewares and
extensions taken out, no statistics, logging, telnet, throttle, retry, cache or robots.txt, cookies on.
It is told every page's address beforehand, verifies no certificate, and keeps no evidence, proof or
second reading.
"""

import json
import resource
import sqlite3
import sys
import time

import lxml.html
import scrapy
from scrapy.crawler import CrawlerProcess

ROWS_A_TRANSACTION = 300

COLUMNS = (
    "slice",
    "merchant_number",
    "terminal",
    "card_company",
    "date",
    "time",
    "approval_number",
    "kind",
    "amount",
    "portal_id",
    "occurrence",
    "business",
    "issuer",
    "card_kind",
    "card",
    "instalments",
    "original_date",
    "status",
)
KEY = 11  # the first columns are the key, as in vancrawl

SCHEMA = f"""CREATE TABLE IF NOT EXISTS approval({", ".join(COLUMNS)},
  PRIMARY KEY({", ".join(COLUMNS[:KEY])})) WITHOUT ROWID"""
INSERT = f"INSERT OR REPLACE INTO approval VALUES ({', '.join('?' * len(COLUMNS))})"

HTML_PARSER = lxml.html.HTMLParser(encoding="cp949", remove_comments=True)
MONTHS = {"일시불": 0}


def won(text):
    return int(text.replace(",", ""))


def months(text):
    found = MONTHS.get(text)
    if found is None:
        found = MONTHS[text] = int(text.rstrip("개월 "))
    return found


def html_rows(body, slice_number):
    """번호 거래고유번호 승인구분 거래일시 단말기 카드번호 카드구분 발급 매입 가맹점번호 금액 할부 승인번호 원승인일자 결과"""
    tree = lxml.html.document_fromstring(body, parser=HTML_PARSER)
    rows = []
    for row in tree.get_element_by_id("list").find("tbody"):
        (_, portal_id, kind, when, terminal, card, card_kind, issuer, company, merchant, amount, term,
         approval, original, status) = [(cell.text or "").strip() for cell in row]
        rows.append((slice_number, merchant, terminal, company, when[:10], when[11:], approval,
                     1 if kind == "취소" else 0, won(amount), portal_id, 0, "", issuer, card_kind,
                     card, months(term), original or None, status))
    return rows


def json_rows(body, slice_number):
    rows = []
    for row in json.loads(body):
        amount = int(row["authAmt"])
        rows.append((slice_number, row["merNo"], "", row["cardCo"], row["trnsDate"],
                     row["trnsTime"], row["authNo"], int(row["authClss"]), abs(amount), "", 0,
                     row["buzNo"], row["affiCardNm"], row["cardKnd"], row["cardNo"],
                     int(row["insTrm"]), None, ""))
    return rows


READERS = {"html": html_rows, "json": json_rows}


class Store:
    """Replaces rows by key, or (mode "compare") writes only those that its slice does not hold yet."""

    def __init__(self, path, compares):
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = FULL")
        self.database.execute(SCHEMA)
        self.compares = compares
        self.known = {}
        self.waiting = []
        self.rows = 0

    def add(self, slice_number, rows):
        self.rows += len(rows)
        if self.compares:
            known = self.known.get(slice_number)
            if known is None:
                known = self.known[slice_number] = set(
                    self.database.execute("SELECT * FROM approval WHERE slice = ?", (slice_number,)))
            rows = [row for row in rows if row not in known]
        self.waiting += rows
        if len(self.waiting) >= ROWS_A_TRANSACTION:
            self.write()

    def write(self):
        if not self.waiting:
            return
        self.database.execute("BEGIN")
        self.database.executemany(INSERT, self.waiting)
        self.database.execute("COMMIT")
        self.waiting = []

    def close(self):
        self.write()
        return self.database.execute("SELECT count(*) FROM approval").fetchone()[0]


class StorePipeline:
    def open_spider(self, spider):
        self.store = Store(spider.spec["database"], spider.spec["compares"])

    def process_item(self, item, spider):
        self.store.add(*item["page"])
        return item

    def close_spider(self, spider):
        spider.result["stored"] = self.store.close()
        spider.result["rows"] = self.store.rows


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class ListingSpider(scrapy.Spider):
    name = "listing"
    handle_httpstatus_list = [302]
    custom_settings = {}

    def start_requests(self):
        self.read = READERS[self.spec["dialect"]]
        self.result.update(cpu=-cpu_seconds(), wall=-time.monotonic())
        for number, account in enumerate(self.spec["accounts"]):
            yield scrapy.FormRequest(account["login_url"], formdata=account["login"],
                                     callback=self.logged_in, dont_filter=True,
                                     meta={"cookiejar": number}, cb_kwargs={"account": account})

    def logged_in(self, response, account):
        jar = response.meta["cookiejar"]
        for url, slice_number in account["pages"]:
            yield scrapy.Request(url, dont_filter=True, meta={"cookiejar": jar},
                                 cb_kwargs={"slice_number": slice_number})

    def parse(self, response, slice_number):
        self.result["pages"] += 1
        yield {"page": (slice_number, self.read(response.body, slice_number))}


def settings_of(spec):
    downloader = "scrapy.downloadermiddlewares."
    spider = "scrapy.spidermiddlewares."
    extension = "scrapy.extensions."
    unused = {
        "DOWNLOADER_MIDDLEWARES": [
            downloader + name for name in (
                "robotstxt.RobotsTxtMiddleware", "httpauth.HttpAuthMiddleware",
                "downloadtimeout.DownloadTimeoutMiddleware",
                "defaultheaders.DefaultHeadersMiddleware", "useragent.UserAgentMiddleware",
                "retry.RetryMiddleware", "ajaxcrawl.AjaxCrawlMiddleware",
                "redirect.MetaRefreshMiddleware", "httpcompression.HttpCompressionMiddleware",
                "redirect.RedirectMiddleware", "httpproxy.HttpProxyMiddleware",
                "stats.DownloaderStats", "httpcache.HttpCacheMiddleware")
        ],
        "SPIDER_MIDDLEWARES": [
            spider + name for name in (
                "offsite.OffsiteMiddleware", "referer.RefererMiddleware",
                "urllength.UrlLengthMiddleware", "depth.DepthMiddleware")
        ],
        "EXTENSIONS": [
            extension + name for name in (
                "corestats.CoreStats", "telnet.TelnetConsole", "memusage.MemoryUsage",
                "memdebug.MemoryDebugger", "closespider.CloseSpider", "feedexport.FeedExporter",
                "logstats.LogStats", "spiderstate.SpiderState", "throttle.AutoThrottle")
        ],
    }
    settings = {key: {name: None for name in names} for key, names in unused.items()}
    settings.update({
        "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "ROBOTSTXT_OBEY": False,
        "COOKIES_ENABLED": True,
        "AUTOTHROTTLE_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        "CONCURRENT_REQUESTS": spec["concurrency"],
        "CONCURRENT_REQUESTS_PER_DOMAIN": spec["concurrency"],
        "CONCURRENT_ITEMS": 100,
        "REQUEST_FINGERPRINTER_IMPLEMENTATION": "2.7",
        "ITEM_PIPELINES": {StorePipeline: 1},
    })
    return settings


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        spec = json.load(file)
    result = {"pages": 0, "rows": 0, "stored": 0}
    process = CrawlerProcess(settings_of(spec), install_root_handler=False)
    process.crawl(ListingSpider, spec=spec, result=result)
    process.start()
    result["cpu"] += cpu_seconds()
    result["wall"] += time.monotonic()
    result["peak_kb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result["scrapy"] = scrapy.__version__
    print(json.dumps(result))


main()
