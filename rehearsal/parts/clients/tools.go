//go:build tools

package tools

import (
	_ "github.com/bitnami-labs/sealed-secrets/cmd/controller"
	_ "helm.sh/helm/v4/cmd/helm"
	_ "sigs.k8s.io/kwok/cmd/kwok"
)
