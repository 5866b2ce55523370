"""What a browser may do with a page: load from where the page came from, and nothing else."""

RULES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
# As a page without a server can say it; who may frame a page is for a server's header alone.
PAGE_POLICY = "; ".join(f"{name} {value}" for name, value in RULES.items())
# Of the small pages that show one chart, and which any page may frame.
FRAMED_POLICY = f"{PAGE_POLICY}; frame-ancestors *"
HEADERS = {
    "Content-Security-Policy": f"{PAGE_POLICY}; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
