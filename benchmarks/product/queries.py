"""Ask for a page inside this process and tell how many queries it needs once caches are warm, and how many twice."""

import json
import sys
from collections import Counter
from http.cookies import SimpleCookie

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def main(path: str, cookie: str) -> None:
    client = Client()
    client.cookies = SimpleCookie(cookie)
    for _ in range(2):
        client.get(path, headers={"host": "127.0.0.1"})
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path, headers={"host": "127.0.0.1"})
    statements = Counter(query["sql"] for query in captured)
    repeated = sum(times - 1 for times in statements.values())
    told = {"count": len(captured), "repeated": repeated, "status": answer.status_code, "sql": list(statements)}
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
