// What the engine does with a registry and its packages, written a second time: nothing here knows provgen's own code.
//
//	engine list URL                          prints the list of providers
//	engine pull URL DIRECTORY VERSION TO     unpacks a version into a folder
//	engine check FOLDER PUBLIC.pem           checks the signature of each file
//	engine sign PRIVATE.pem TIME FILE…       signs files, at a time in its own zone
package main

import (
	"fmt"
	"os"
	"time"
)

func run(arguments []string) error {
	if len(arguments) == 0 {
		return fmt.Errorf("there is no command")
	}
	command, rest := arguments[0], arguments[1:]
	switch {
	case command == "list" && len(rest) == 1:
		text, err := List(rest[0])
		fmt.Print(text)
		return err
	case command == "pull" && len(rest) == 4:
		return Pull(rest[0], rest[1], rest[2], rest[3])
	case command == "check" && len(rest) == 2:
		lines, err := CheckFolder(rest[0], rest[1])
		fmt.Print(lines)
		return err
	case command == "sign" && len(rest) > 2:
		return sign(rest[0], rest[1], rest[2:])
	}
	return fmt.Errorf("`%s` is not a command, or lacks arguments", command)
}

func sign(key, at string, files []string) error {
	private, err := PrivateKey(key)
	if err != nil {
		return err
	}
	moment, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		return err
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		sig, err := Sign(private, content, moment)
		if err != nil {
			return err
		}
		if err := os.WriteFile(file+".sig", []byte(sig), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
