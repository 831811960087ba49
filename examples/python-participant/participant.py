"""The seats of a theatre, in memory behind one lock; a real one keeps both in one database transaction."""
import json, threading
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

free, held, fences, lock = 100, 0, {}, threading.Lock()  # fences: (transaction, branch) -> state, seats

def no(kind, code):
    return 409, {"type": "https://lambdatcc.io/problems/" + kind, "code": code, "reason": code}

def late(m):  # five minutes for clocks that differ
    deadline = datetime.fromisoformat(m["deadline"][:19] + "+00:00")
    return datetime.now(timezone.utc) > deadline + timedelta(minutes=5)

def handle(operation, m):
    global free, held
    if m["participant"] != "seats": return 400, {"reason": "this is seats"}
    key = m["transactionId"], m["branchId"]
    state, n = fences.get(key, (None, 0))  # the fence is looked up first, always
    if operation == "try":
        if type(m["payload"]) is not dict: return 400, {"reason": "payload: an object"}
        if state and n and n != m["payload"].get("seats"): return 422, {"reason": "another payload"}
        if state in ("TRIED", "CONFIRMED"): return 200, {"outcome": "TRIED"}  # the first answer again
        if state: return no("refused", "branch-cancelled" if state == "CANCELLED" else "sold-out")
        if late(m): return 400, {"code": "deadline-passed", "reason": "too late for a first Try"}
        n = m["payload"].get("seats")
        if type(n) is not int or n < 1: return 400, {"reason": "seats: a whole number from 1"}
        if free < n <= free + held: return 425, {}  # others may give them back: leaves no fence
        if n > free:
            fences[key] = "REFUSED", 0  # remembered before it is answered
            return no("refused", "sold-out")
        free, held, fences[key] = free - n, held + n, ("TRIED", n)
        return 200, {"outcome": "TRIED"}
    if operation == "confirm":
        if state not in ("TRIED", "CONFIRMED"): return no("violation", f"confirm on {state}")
        held, fences[key] = held - (n if state == "TRIED" else 0), ("CONFIRMED", n)
        return 200, {"outcome": "CONFIRMED"}
    if state == "CONFIRMED": return no("violation", "cancel after confirm")
    if state == "TRIED": free, held = free + n, held - n
    fences[key] = state if state == "REFUSED" else "CANCELLED", 0  # also if no Try came: a late one is refused
    return 200, {"outcome": "CANCELLED"}

class Seats(BaseHTTPRequestHandler):
    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with lock:
            status, body = handle(self.path.rsplit("/", 1)[-1], message)
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", 9000), Seats).serve_forever()
