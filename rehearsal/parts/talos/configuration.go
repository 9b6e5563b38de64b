package main

import (
	"errors"
	"fmt"
	"strings"

	"encoding/base64"

	"github.com/siderolabs/crypto/x509"
	clientconfig "github.com/siderolabs/talos/pkg/machinery/client/config"
	"github.com/siderolabs/talos/pkg/machinery/config"
	"github.com/siderolabs/talos/pkg/machinery/config/bundle"
	"github.com/siderolabs/talos/pkg/machinery/config/configpatcher"
	"github.com/siderolabs/talos/pkg/machinery/config/encoder"
	"github.com/siderolabs/talos/pkg/machinery/config/generate"
	"github.com/siderolabs/talos/pkg/machinery/config/machine"
	"github.com/siderolabs/talos/pkg/machinery/constants"
	"github.com/siderolabs/talos/pkg/machinery/gendata"
)

type configurationArguments struct {
	ClusterName       string         `json:"clusterName"`
	ClusterEndpoint   string         `json:"clusterEndpoint"`
	MachineType       string         `json:"machineType"`
	MachineSecrets    machineSecrets `json:"machineSecrets"`
	TalosVersion      string         `json:"talosVersion"`
	KubernetesVersion string         `json:"kubernetesVersion"`
	ConfigPatches     []string       `json:"configPatches"`
	Docs              bool           `json:"docs"`
	Examples          bool           `json:"examples"`
}

// generateConfiguration: talos_machine_configuration_data_source.go, Read, and util.go, generate.
func generateConfiguration(in configurationArguments) (any, error) {
	if in.KubernetesVersion == "" {
		in.KubernetesVersion = constants.DefaultKubernetesVersion
	}

	contract, err := contractOf(in.TalosVersion)
	if err != nil {
		return nil, err
	}

	machineSecrets, err := in.MachineSecrets.bundle()
	if err != nil {
		return nil, err
	}

	patches, err := configpatcher.LoadPatches(in.ConfigPatches)
	if err != nil {
		return nil, fmt.Errorf("error parsing config patch: %w", err)
	}

	options := []bundle.Option{
		bundle.WithInputOptions(&bundle.InputOptions{
			ClusterName: in.ClusterName,
			Endpoint:    in.ClusterEndpoint,
			KubeVersion: strings.TrimPrefix(in.KubernetesVersion, "v"),
			GenOptions: []generate.Option{
				generate.WithClusterDiscovery(true),
				generate.WithDNSDomain(constants.DefaultDNSDomain),
				generate.WithInstallDisk("/dev/sda"),
				generate.WithInstallImage(fmt.Sprintf("%s/%s/installer:%s", gendata.ImagesRegistry, gendata.ImagesUsername, gendata.VersionTag)),
				generate.WithSecretsBundle(machineSecrets),
				generate.WithVersionContract(contract),
			},
		}),
		bundle.WithVerbose(false),
	}

	var machineType machine.Type

	switch in.MachineType {
	case "controlplane":
		machineType, options = machine.TypeControlPlane, append(options, bundle.WithPatchControlPlane(patches))
	case "worker":
		machineType, options = machine.TypeWorker, append(options, bundle.WithPatchWorker(patches))
	default:
		return nil, fmt.Errorf("machineType: %q; must be controlplane or worker", in.MachineType)
	}

	comments := encoder.CommentsDisabled
	if in.Docs {
		comments |= encoder.CommentsDocs
	}

	if in.Examples {
		comments |= encoder.CommentsExamples
	}

	configBundle, err := bundle.NewBundle(options...)
	if err != nil {
		return nil, err
	}

	out, err := configBundle.Serialize(comments, machineType)
	if err != nil {
		return nil, err
	}

	return map[string]string{"machineConfiguration": string(out)}, nil
}

// contractOf takes v1.13, v1.13.2, 1.13; absent, it is the library's own, as the provider has it.
func contractOf(version string) (*config.VersionContract, error) {
	if version == "" {
		version = gendata.VersionTag
	}

	contract, err := config.ParseContractFromVersion(version)
	if err != nil {
		return nil, fmt.Errorf("talosVersion: %w", err)
	}

	return contract, nil
}

type patchArguments struct {
	MachineConfigurationInput string   `json:"machineConfigurationInput"`
	ConfigPatches             []string `json:"configPatches"`
}

// patchConfiguration: talos_machine_configuration_apply_resource.go, ModifyPlan.
func patchConfiguration(in patchArguments) (any, error) {
	patches, err := configpatcher.LoadPatches(in.ConfigPatches)
	if err != nil {
		return nil, fmt.Errorf("Error loading config patches: %w", err)
	}

	out, err := configpatcher.Apply(configpatcher.WithBytes([]byte(in.MachineConfigurationInput)), patches)
	if err != nil {
		return nil, fmt.Errorf("Error applying config patches: %w", err)
	}

	text, err := out.Bytes()
	if err != nil {
		return nil, fmt.Errorf("Error converting config to bytes: %w", err)
	}

	return map[string]string{"machineConfiguration": string(text)}, nil
}

type clientConfigurationArguments struct {
	ClusterName         string   `json:"clusterName"`
	ClientConfiguration client   `json:"clientConfiguration"`
	Endpoints           []string `json:"endpoints"`
	Nodes               []string `json:"nodes"`
}

// clientConfiguration: talos_client_configuration_data_source.go, Read.
func clientConfiguration(in clientConfigurationArguments) (any, error) {
	var faults []error

	decode := func(path, value string) []byte {
		out, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			faults = append(faults, fmt.Errorf("clientConfiguration.%s: not base64", path))
		}

		return out
	}

	out := clientconfig.NewConfig(in.ClusterName, nil, decode("caCertificate", in.ClientConfiguration.CA), &x509.PEMEncodedCertificateAndKey{
		Crt: decode("clientCertificate", in.ClientConfiguration.Cert),
		Key: decode("clientKey", in.ClientConfiguration.Key),
	})

	if err := errors.Join(faults...); err != nil {
		return nil, err
	}

	if len(in.Endpoints) > 0 {
		out.Contexts[in.ClusterName].Endpoints = in.Endpoints
	}

	if len(in.Nodes) > 0 {
		out.Contexts[in.ClusterName].Nodes = in.Nodes
	}

	text, err := out.Bytes()
	if err != nil {
		return nil, errors.New("clientConfiguration: cannot be written as YAML")
	}

	return map[string]string{"talosConfig": string(text)}, nil
}
