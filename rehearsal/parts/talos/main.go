// Command talos-machinery answers questions about Talos with Talos' own library: one JSON object a line on stdin,
// one a line on stdout, in the order asked.
//
//	{"id": 1, "op": "secrets", …}  ->  {"id": 1, "result": {…}}  or  {"id": 1, "error": "…"}
//
// The library is github.com/siderolabs/talos/pkg/machinery v1.13.0, which is what terraform-provider-talos 0.11.0
// (Pulumi's talos provider 0.8.1) embeds; each operation follows what that provider does. It keeps no state, opens
// no socket and reads no file. An error never quotes the input: machine configurations are secrets.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

type request struct {
	ID json.RawMessage `json:"id"`
	Op string          `json:"op"`
}

type response struct {
	ID     json.RawMessage `json:"id"`
	Result any             `json:"result,omitempty"`
	Error  string          `json:"error,omitempty"`
}

var operations = map[string]func(json.RawMessage) (any, error){
	"secrets":             operation(generateSecrets),
	"bundle":              operation(readBundle),
	"clientCertificate":   operation(clientCertificate),
	"configuration":       operation(generateConfiguration),
	"patch":               operation(patchConfiguration),
	"checkInputs":         operation(checkInputs),
	"clientConfiguration": operation(clientConfiguration),
	"validate":            operation(validate),
	"inspect":             operation(inspect),
	"matchDisks":          operation(matchDisks),
	"descriptors":         operation(descriptors),
}

// operation types the arguments of fn; unknown fields are refused, so that a misspelt argument is not a default.
func operation[T any](fn func(T) (any, error)) func(json.RawMessage) (any, error) {
	return func(line json.RawMessage) (any, error) {
		var envelope struct {
			Arguments json.RawMessage `json:"arguments"`
		}

		if err := json.Unmarshal(line, &envelope); err != nil {
			return nil, errors.New("arguments: not JSON; must be an object")
		}

		var arguments T

		if len(envelope.Arguments) > 0 {
			decoder := json.NewDecoder(newReader(envelope.Arguments))
			decoder.DisallowUnknownFields()

			if err := decoder.Decode(&arguments); err != nil {
				return nil, fmt.Errorf("arguments: %s", shape(err))
			}
		}

		return fn(arguments)
	}
}

func answer(line []byte) (out response) {
	var in request

	defer func() {
		if failure := recover(); failure != nil {
			out = response{ID: in.ID, Error: fmt.Sprintf("%s: the Talos library panicked", in.Op)}
		}
	}()

	if err := json.Unmarshal(line, &in); err != nil {
		return response{ID: json.RawMessage("null"), Error: "request: not JSON; must be one object a line"}
	}

	fn, ok := operations[in.Op]
	if !ok {
		return response{ID: in.ID, Error: fmt.Sprintf("op: %q is not known", in.Op)}
	}

	result, err := fn(line)
	if err != nil {
		return response{ID: in.ID, Error: err.Error()}
	}

	return response{ID: in.ID, Result: result}
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)

	out.SetEscapeHTML(false)

	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			if encodeErr := out.Encode(answer(line)); encodeErr != nil {
				os.Exit(1)
			}
		}

		if err != nil {
			return
		}
	}
}
