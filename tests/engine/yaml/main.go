// What the engine makes of YAML: it reads manifests with the library that this program has from the engine's list.
//
// In, one after the other: the length of a text in bytes, a line break, the text. Out, a line for each: `{"value": …}`, or
// `{"refused": "why"}`.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"

	"gopkg.in/yaml.v2"
)

type answer struct {
	Refused string      `json:"refused,omitempty"`
	Value   interface{} `json:"value"`
}

// key gives the text of a map's key, as ghodss/yaml does between the library and the engine.
func key(key interface{}) (string, error) {
	switch key := key.(type) {
	case string:
		return key, nil
	case int:
		return strconv.Itoa(key), nil
	case int64:
		return strconv.FormatInt(key, 10), nil
	case float64:
		text := strconv.FormatFloat(key, 'g', -1, 32)
		if word, ok := map[string]string{"+Inf": ".inf", "-Inf": "-.inf", "NaN": ".nan"}[text]; ok {
			text = word
		}
		return text, nil
	case bool:
		return strconv.FormatBool(key), nil
	}
	return "", fmt.Errorf("unsupported map key: %v", key)
}

// jsonable makes of a document what JSON can have, as ghodss/yaml does.
func jsonable(value interface{}) (interface{}, error) {
	switch value := value.(type) {
	case map[interface{}]interface{}:
		object := make(map[string]interface{})
		for k, v := range value {
			text, err := key(k)
			if err != nil {
				return nil, err
			}
			if object[text], err = jsonable(v); err != nil {
				return nil, err
			}
		}
		return object, nil
	case []interface{}:
		list := make([]interface{}, len(value))
		for i, v := range value {
			var err error
			if list[i], err = jsonable(v); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	return value, nil
}

// again reads the engine's own part of a service once more: out of its JSON, by the same library.
func again(document interface{}) error {
	root, _ := document.(map[string]interface{})
	components, _ := root["components"].(map[string]interface{})
	for _, part := range []interface{}{components["x-stackQL-resources"], root["x-stackQL-config"]} {
		text, err := json.Marshal(part)
		if err != nil {
			return err
		}
		var read interface{}
		if err := yaml.Unmarshal(text, &read); err != nil {
			return fmt.Errorf("read again: %w", err)
		}
	}
	return nil
}

func read(text []byte) (value interface{}, err error) {
	// The library panics on some texts, and the engine with it.
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("panic: %v", fault)
		}
	}()
	var document interface{}
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	if document, err = jsonable(document); err != nil {
		return nil, err
	}
	if _, err := json.Marshal(document); err != nil {
		return nil, err
	}
	return document, again(document)
}

func run(in *bufio.Reader, out *json.Encoder) error {
	for {
		line, err := in.ReadString('\n')
		if err == io.EOF && line == "" {
			return nil
		}
		if err != nil {
			return err
		}
		length, err := strconv.Atoi(line[:len(line)-1])
		if err != nil {
			return err
		}
		text := make([]byte, length)
		if _, err := io.ReadFull(in, text); err != nil {
			return err
		}
		var result answer
		if value, err := read(text); err != nil {
			result.Refused = err.Error()
		} else {
			result.Value = value
		}
		if err := out.Encode(result); err != nil {
			return err
		}
	}
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	err := run(bufio.NewReader(os.Stdin), json.NewEncoder(out))
	if flushed := out.Flush(); err == nil {
		err = flushed
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
