# The commands of the project. `make run` is all that a first look needs.
python = sh tools/python.sh -m

run: ## set up, then serve the site on PORT (8000)
	@$(python) tools.run

setup: ## make the environment, the database and the sample venture
	@$(python) tools.setup

worker: ## the report worker alone, for a second machine
	@$(python) tools.run --worker

test: ## everything that must pass before a change goes in; ARGS="tests/ventures -k stranger" runs a part
	@$(python) tools.test $(ARGS)

long: ## what takes too long for every change: before a release
	@$(python) tools.test --long

lint: ## style, types and layers
	@$(python) tools.test --lint

fmt: ## lay the code out and sort the imports
	@$(python) tools.develop fmt

messages: ## collect the visible strings and compile the translations
	@$(python) tools.develop messages

.PHONY: run setup worker test long lint fmt messages
