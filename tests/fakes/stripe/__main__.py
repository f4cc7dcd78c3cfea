import sys
import threading
import urllib.request

from tests.fakes.stripe import running, signed
from tests.fakes.stripe.books import Row


def main(port: int, hook: str) -> None:
    """Run until somebody ends it, and tell the product of everything that happens."""

    def tell(event: Row) -> None:
        body, header = signed(event)
        request = urllib.request.Request(hook, body, {"Stripe-Signature": header, "Content-Type": "application/json"})
        threading.Thread(target=urllib.request.urlopen, args=(request,), kwargs={"timeout": 10}, daemon=True).start()

    with running(port) as fake:
        fake.books.told = tell
        threading.Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
