"""What lies under HTTP: TLS towards old servers, and names resolved to public addresses alone."""
