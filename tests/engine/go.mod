module provgen.test/engine

go 1.19
