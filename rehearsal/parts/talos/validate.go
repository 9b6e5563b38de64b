package main

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/siderolabs/net"
	"github.com/siderolabs/talos/pkg/machinery/config/configloader"
	"github.com/siderolabs/talos/pkg/machinery/config/configpatcher"
	"github.com/siderolabs/talos/pkg/machinery/config/validation"
	"github.com/siderolabs/talos/pkg/machinery/constants"
)

type checkInputsArguments struct {
	ClusterEndpoint string   `json:"clusterEndpoint"`
	ConfigPatches   []string `json:"configPatches"`
}

// checkInputs: what the provider's ValidateConfig refuses before anything is generated (util.go,
// validateClusterEndpoint; talos_machine_configuration_data_source.go, validateMachineConfigurationConfig).
func checkInputs(in checkInputsArguments) (any, error) {
	faults := []string{}

	if in.ClusterEndpoint != "" {
		if err := checkEndpoint(in.ClusterEndpoint); err != nil {
			faults = append(faults, "cluster_endpoint is invalid: "+err.Error())
		}
	}

	if _, err := configpatcher.LoadPatches(in.ConfigPatches); err != nil {
		faults = append(faults, "config_patches are invalid: "+err.Error())
	}

	return map[string][]string{"faults": faults}, nil
}

func checkEndpoint(endpoint string) error {
	parsed, err := url.Parse(endpoint)
	if err != nil {
		if strings.Contains(endpoint, "/") {
			return fmt.Errorf("failed to parse the cluster endpoint URL: %w", err)
		}

		parsed = &url.URL{Host: endpoint}
	}

	suggestion := *parsed

	if suggestion.Scheme == "" && suggestion.Host == "" && suggestion.Path != "" {
		suggestion.Host, suggestion.Path = suggestion.Path, ""
	}

	suggestion.Scheme = "https"

	if suggestion.Port() == "" {
		suggestion.Host = fmt.Sprintf("%s:%d", suggestion.Host, constants.DefaultControlPlanePort)
	}

	switch {
	case parsed.Scheme == "" && parsed.Port() == "":
		return fmt.Errorf("no scheme and port specified for the cluster endpoint URL\ntry: %q", suggestion.String())
	case parsed.Scheme == "":
		return fmt.Errorf("no scheme specified for the cluster endpoint URL\ntry: %q", suggestion.String())
	case parsed.Scheme != "https":
		return fmt.Errorf("the control plane endpoint URL should have scheme https://\ntry: %q", suggestion.String())
	}

	if err := net.ValidateEndpointURI(endpoint); err != nil {
		return fmt.Errorf("error validating the cluster endpoint URL: %w", err)
	}

	return nil
}

// runtimeMode stands for Talos' platform modes: metal installs itself onto a disk, cloud (nocloud too) runs from the
// disk it booted (internal/app/machined/pkg/runtime/mode.go, platform/nocloud).
type runtimeMode struct {
	name     string
	installs bool
}

func (m runtimeMode) String() string        { return m.name }
func (m runtimeMode) RequiresInstall() bool { return m.installs }
func (m runtimeMode) InContainer() bool     { return false }

type validateArguments struct {
	MachineConfiguration string `json:"machineConfiguration"`
	Mode                 string `json:"mode"`
	// Installed: the disk already holds Talos, so that no install section is needed.
	Installed bool `json:"installed"`
	Strict    bool `json:"strict"`
}

// validate is `talosctl validate` and what ApplyConfiguration does before it accepts.
func validate(in validateArguments) (any, error) {
	modes := map[string]runtimeMode{
		"metal": {name: "metal", installs: !in.Installed},
		"cloud": {name: "cloud", installs: false},
	}

	mode, ok := modes[in.Mode]
	if !ok {
		return nil, fmt.Errorf("mode: %q; must be metal or cloud", in.Mode)
	}

	provider, err := configloader.NewFromBytes([]byte(in.MachineConfiguration))
	if err != nil {
		return map[string]any{"valid": false, "fault": err.Error(), "warnings": []string{}}, nil
	}

	// Local leaves out what only the machine can know (that a disk exists): the simulator checks that itself.
	options := []validation.Option{validation.WithLocal()}
	if in.Strict {
		options = append(options, validation.WithStrict())
	}

	warnings, err := provider.Validate(mode, options...)
	if warnings == nil {
		warnings = []string{}
	}

	if err == nil && provider.RawV1Alpha1() == nil {
		err = errors.New("the applied machine configuration doesn't contain v1alpha1 config, did you mean to patch the machine config instead?")
	}

	if err != nil {
		return map[string]any{"valid": false, "fault": err.Error(), "warnings": warnings}, nil
	}

	return map[string]any{"valid": true, "warnings": warnings}, nil
}
