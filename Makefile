LOCK = requirements
.PHONY: lock
lock:
	uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o $(LOCK)/core.txt
