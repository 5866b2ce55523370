"""The API: a release as JSON and CSV over HTTP, described by OpenAPI 3.1 that is made of the dictionary."""
