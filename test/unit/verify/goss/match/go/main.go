// Answers questions.json with Go's own regexp package: `go run main.go <questions.json >answers.json`.
//
// For each pattern either why Go refuses it, or one digit for each subject: 1 where it is found.
package main

import (
	"encoding/json"
	"log"
	"os"
	"regexp"
	"runtime"
)

type questions struct {
	Patterns []string `json:"patterns"`
	Subjects []string `json:"subjects"`
}

type answers struct {
	Go      string            `json:"go"`
	Refused map[string]string `json:"refused"`
	Found   map[string]string `json:"found"`
}

func main() {
	var asked questions
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		log.Fatal(err)
	}
	given := answers{Go: runtime.Version(), Refused: map[string]string{}, Found: map[string]string{}}
	for _, pattern := range asked.Patterns {
		compiled, err := regexp.Compile(pattern)
		if err != nil {
			given.Refused[pattern] = err.Error()
			continue
		}
		digits := ""
		for _, subject := range asked.Subjects {
			if compiled.MatchString(subject) {
				digits += "1"
			} else {
				digits += "0"
			}
		}
		given.Found[pattern] = digits
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(given); err != nil {
		log.Fatal(err)
	}
}
